"""The answers, written and sent as people do it. Every opinion is made up, and so is everyone who holds it."""

import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from consultations import commenting, remarks
from consultations.actions import answers, confirming, extensions, joining, seconding, sending
from consultations.models import Draft, Invitation, Joining, Response, Stance
from rus_portal.demo.chapters import writing_together
from rus_portal.demo.chapters.rounds import consultation
from rus_portal.demo.chapters.story import Event, attachment, local, moment, section_key, table

# The municipality that a visitor may log in as has its draft under way when the demo's first day dawns.
DRAFT_IN_PROGRESS = "exempelby"
WRITTEN_BY = {DRAFT_IN_PROGRESS: "exempelby-handlaggare"}
SENT_BY = {DRAFT_IN_PROGRESS: "exempelby-kommunchef"}
# What people write who wipe the paragraph out of the field: no wording to put in the place of the words.
WISHES = ("Stryk meningen.", "Ta bort målet.")


def events(cast):
    """Each answer is sent at its own second; extensions are asked for and granted before."""
    sent = {}
    people = {row["id"]: row for row in table("organisations")["private_person"]}
    found = []
    for row in table("answers")["answer"]:
        telling = _Telling(cast, row, people.get(row.get("person")), sent)
        found += telling.events()
    return found


class _Telling:
    """One answer's way from blank page to receipt."""

    def __init__(self, cast, row, person, sent):
        self.cast, self.row, self.person, self.sent = cast, row, person, sent

    def events(self):
        sent_at = local(self.row["sent_at"])
        begun_at = moment(2021, 5, 10, 10) if self.row["id"] == DRAFT_IN_PROGRESS else sent_at - timedelta(minutes=40)
        written = [*self._extension(), Event(begun_at, self.write), *self._together(), Event(sent_at, self.send)]
        return [*written, *self._afterwards()]

    def _afterwards(self):
        """The members of a joint answer say what they think of it; the board confirms a preliminary one."""
        for said in self.row.get("joining", []):
            yield Event(local(said["at"]), lambda said=said: self._join(said))
        if confirmed := self.row.get("confirmation"):
            yield Event(local(confirmed["at"]), lambda: self._confirm(confirmed))

    def _join(self, said):
        body = self.cast.organisations[said["organisation"]]
        sections = consultation().version.sections
        points = {
            sections.get(key=section_key(point["section"])): (Stance(point["stance"]), point["comment"])
            for point in said.get("point", [])
        }
        asked = Joining.objects.current().get(response=self._response(), organisation=body)
        by = self.cast.contacts[said["organisation"]]
        joining.answer(asked, said["choice"], by=by, name=said["name"], text=said["text"], points=points)

    def _confirm(self, confirmed):
        file = confirmed["attachment"]["name"]
        confirming.confirm(
            self._response(),
            by=self.writer,
            name=confirmed["name"],
            body=confirmed["body"],
            decided_on=confirmed["date"],
            item=confirmed["item"],
            reservations=confirmed["reservations"],
            extract=SimpleUploadedFile(file, attachment(file)),
        )

    def _response(self):
        return Response.objects.get(pk=self.sent[self.row["id"]])

    def _together(self):
        if self.row["id"] != DRAFT_IN_PROGRESS:
            return []
        return [
            Event(writing_together.SHARED_AT, self._share),
            Event(writing_together.FROZEN_AT, lambda: writing_together.freeze(self._draft(), writer=self.writer)),
            Event(
                writing_together.RETURNED_AT, lambda: writing_together.give_back(self._draft(), chief=self.signatory)
            ),
        ]

    def _share(self):
        writing_together.share(self._draft(), writer=self.writer, chief=self.signatory)

    def _draft(self):
        return Draft.objects.get(pk=self.draft_id)

    def _extension(self):
        if not (asked := self.row.get("extension")):
            return []
        return [
            Event(local(asked["asked_at"]), lambda: self._ask(asked)),
            Event(local(asked["granted_at"]), lambda: self._grant(asked)),
        ]

    def _ask(self, asked):
        extensions.ask_extension(self.invitation, asked_day=asked["wished"], reason=asked["reason"])

    def _grant(self, asked):
        extension = self.invitation.extensions.get(granted=None)
        extensions.grant_extension(extension, last_day=asked["until"], by=self.cast.leader)

    @property
    def organisation(self):
        return self.cast.organisations.get(self.row.get("organisation"))

    @property
    def invitation(self):
        return Invitation.objects.filter(consultation=consultation(), organisation=self.organisation).first()

    @property
    def writer(self):
        if not self.organisation:
            return None
        return self.cast.users.get(WRITTEN_BY.get(self.row["id"])) or self.cast.contacts[self.row["organisation"]]

    @property
    def signatory(self):
        return self.cast.users.get(SENT_BY.get(self.row["id"])) or self.writer

    def write(self):
        """Write the whole draft and attach the files."""
        draft = answers.begin(
            consultation(),
            user=self.writer,
            invitation=self.invitation,
            organisation=self.organisation,
            replaces=self._replaced(),
        )
        answers.save_fields(draft, self.fields(), by=self.writer)
        if seconded := self.row.get("seconds"):
            number = Response.objects.get(pk=self.sent[seconded]).receipt_number
            seconding.add(draft, number, by=self.writer)
        for file in self.row.get("attachment", []):
            upload = SimpleUploadedFile(file["name"], attachment(file["name"]))
            answers.attach(draft, upload, by=self.writer)
        self.draft_id = draft.pk

    def fields(self):
        """The draft's fields as the form names them."""
        row = self.row
        fields = {
            "overall.stance": row["stance"],
            "overall.summary": row["summary"],
            **self._about(),
        }
        questions = {question["id"]: question["number"] for question in table("round")["question"]}
        fields |= {f"question.{questions[name]}": text for name, text in row.get("answers", {}).items()}
        for number, comment in enumerate(row.get("comment", []), start=1):
            fields |= self._comment(number, comment)
        return {name: value for name, value in fields.items() if value}

    def _comment(self, number, comment):
        """A comment on a section, or on the words that it quotes from one of its paragraphs."""
        key = section_key(comment["section"])
        said = {part: comment[part] for part in ("stance", "comment", "proposal") if comment.get(part)}
        block = self._block(key, comment["quoted"]) if comment.get("quoted") else None
        if block is None:
            return {f"section.{key}.{part}": text for part, text in said.items()}
        if said.get("proposal"):
            said["proposal"] = _in_its_paragraph(block, comment["quoted"], said["proposal"])
        said |= {"section": str(key), "block": block["id"], "quoted": comment["quoted"]}
        return {remarks.field(f"{number:08x}", part): text for part, text in said.items()}

    def _block(self, key, quoted):
        section = consultation().version.sections.get(key=key)
        return next((block for block in section.body if remarks.find(commenting.passage(block), quoted)), None)

    def _about(self):
        if self.person:
            return {
                "about.kind": "person",
                "about.name": self.person["name"],
                "about.email": self.person["email"],
                "about.protected": "1" if self.person["protected_identity"] else "",
            }
        members = [self.cast.organisations[name].pk for name in self.row.get("members", [])]
        return {
            "about.kind": "invited" if self.invitation else "organisation",
            "about.name": self.organisation.name,
            "about.email": self.writer.email,
            "about.joint": json.dumps(members) if members else "",
        }

    def _decision(self):
        decision = self.row.get("decision", {})
        return {
            "decision.body": decision.get("body", ""),
            "decision.date": decision["date"].isoformat() if decision.get("date") else "",
            "decision.item": decision.get("item", ""),
            "decision.delegation": decision.get("delegation", ""),
            "decision.registry_number": decision.get("registry_number", ""),
            "decision.preliminary": "1" if self.row.get("preliminary") else "",
            "decision.expected": decision["expected"].isoformat() if decision.get("expected") else "",
        }

    def send(self):
        """Note the decision that has been taken by now, and send; a replacement is linked to what it replaces."""
        draft = self._draft()
        # An answer that replaces a preliminary one begins with its words, and that it is preliminary is not true of it.
        said = self._decision()
        decided = {name: value for name, value in said.items() if value or name == "decision.preliminary"}
        answers.save_fields(draft, decided, by=self.signatory)
        response = sending.send(draft, by=self.signatory, replaces=self._replaced())
        self.sent[self.row["id"]] = response.pk

    def _replaced(self):
        earlier = self.row.get("replaces")
        return Response.objects.get(pk=self.sent[earlier]) if earlier else None


def _in_its_paragraph(block, quoted, proposal):
    """The proposal as the form holds it: the whole paragraph, with other words in the place of the quoted ones."""
    if proposal in WISHES:
        return proposal
    text = commenting.passage(block)
    place = remarks.find(text, quoted)
    return text[: place.start] + proposal + text[place.end :]
