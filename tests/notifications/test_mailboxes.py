"""The mailbox for returned letters: a folder, POP3, IMAP. Each mail once, also when the reader dies in between."""

import pytest

from rus_portal.environment import SettingError, returns
from rus_portal.notifications import actions, mailboxes, periodic, returning
from rus_portal.notifications.models import PausedAddress, ReturnedMail, Verdict
from tests.notifications.fake_mailboxes import Box, serve
from tests.notifications.returned_mails import AWAY, LETTER, POSTFIX, mail

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As SIGKILL."""


@pytest.fixture
def mails():
    """A report of a letter that was sent, an automatic reply, and a letter from a person."""
    letter = actions.owe(recipient="anna@kommun.example", kind="contact", about="x:1", subject="x", text="x")
    letter.mark_sent()
    return [mail(shape, message_id=letter.message_id) for shape in (POSTFIX, AWAY, LETTER)]


@pytest.fixture
def maildir(tmp_path, mails, settings):
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    for number, content in enumerate(mails):
        (tmp_path / "new" / f"162080280{number}.M1P2.mx").write_bytes(content)
    settings.BOUNCES_URL = f"maildir://{tmp_path}"
    return tmp_path


def verdicts():
    return list(ReturnedMail.objects.order_by("name").values_list("verdict", flat=True))


ALL = [Verdict.HARD, Verdict.AUTOMATIC, Verdict.OTHER]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_maildir_reports_are_deleted_and_all_else_is_kept_as_read(maildir):
    periodic.read_returned_mail()

    assert verdicts() == ALL
    assert (names(maildir / "new"), names(maildir / "cur")) == (
        [],
        ["1620802801.M1P2.mx:2,S", "1620802802.M1P2.mx:2,S"],
    )
    assert PausedAddress.objects.get().address == "anna@kommun.example"


def test_maildir_is_read_on_where_a_worker_died(maildir, monkeypatch):
    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(mailboxes.Maildir, "done", die)
        with pytest.raises(Killed):
            periodic.read_returned_mail()
    assert (verdicts(), len(names(maildir / "new"))) == ([Verdict.HARD], 3)

    periodic.read_returned_mail()

    assert (verdicts(), names(maildir / "new")) == (ALL, [])
    assert PausedAddress.objects.count() == 1


def test_maildir_follows_no_link_and_reads_no_folder(maildir, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("hemligt")
    (maildir / "new" / "link").symlink_to(secret)
    (maildir / "new" / "folder").mkdir()

    periodic.read_returned_mail()

    assert names(maildir / "new") == ["folder", "link"]


@pytest.mark.parametrize("kind", ["pop3", "imap"])
def test_a_server_is_asked_once_for_each_mail(kind, mails, settings):
    box = Box(mails)
    with serve(kind, box) as settings.BOUNCES_URL:
        periodic.read_returned_mail()
        first = len([said for said in box.log if said == "TOP" or said.startswith("UID FETCH")])
        periodic.read_returned_mail()
        again = len([said for said in box.log if said == "TOP" or said.startswith("UID FETCH")])

    assert verdicts() == ALL
    assert (first, again, sorted(box.mails)) == (3, 3, [2, 3])


@pytest.mark.parametrize(("kind", "moment"), [("pop3", "QUIT"), ("pop3", "DELE"), ("imap", "UID STORE")])
def test_a_server_is_read_on_where_the_line_was_lost(kind, moment, mails, settings):
    box = Box(mails)
    with serve(kind, box) as settings.BOUNCES_URL:
        box.dies_at = moment
        periodic.read_returned_mail()
        box.dies_at = None
        periodic.read_returned_mail()

    assert verdicts() == ALL
    assert (sorted(box.mails), PausedAddress.objects.count()) == ([2, 3], 1)


@pytest.mark.parametrize("kind", ["pop3", "imap"])
def test_a_huge_mail_is_fetched_in_part(kind, mails, settings):
    huge = mails[0].replace(b"\r\nHej\r\n", b"\r\n" + b"x" * 70 + b"\r\n" * 200_000)
    box = Box([huge, mails[2]])
    with serve(kind, box) as settings.BOUNCES_URL:
        periodic.read_returned_mail()

    assert verdicts() == [Verdict.HARD, Verdict.OTHER]


def test_a_line_without_end_does_not_block_the_mailbox(mails, settings):
    box = Box([b"Subject: x\r\n\r\n" + b"x" * 100_000, mails[0]])
    with serve("pop3", box) as settings.BOUNCES_URL:
        periodic.read_returned_mail()
        periodic.read_returned_mail()

    assert verdicts() == [Verdict.UNREADABLE, Verdict.HARD]
    assert sorted(box.mails) == [1]


@pytest.mark.parametrize(
    "address", ["pop3://rus:fel@127.0.0.1:1/", "imap://rus:fel@127.0.0.1:1/", "maildir:///no/such/folder"]
)
def test_a_mailbox_that_is_not_there_is_tried_again_and_its_password_is_not_logged(address, settings, caplog):
    settings.BOUNCES_URL = address

    periodic.read_returned_mail()

    assert [record.message for record in caplog.records] == ["the mailbox could not be read"]
    assert "fel" not in str(caplog.records[0].__dict__)


@pytest.mark.parametrize("kind", ["pop3", "imap"])
def test_a_wrong_password_is_a_fault_that_is_noted(kind, mails, settings, caplog):
    box = Box(mails)
    with serve(kind, box) as address:
        settings.BOUNCES_URL = address.replace("hemligt", "fel")
        periodic.read_returned_mail()

    assert (verdicts(), [record.message for record in caplog.records]) == ([], ["the mailbox could not be read"])


def test_without_an_address_nothing_is_read(settings):
    settings.BOUNCES_URL = ""

    periodic.read_returned_mail()

    assert verdicts() == []


@pytest.mark.parametrize(
    "address",
    ["", "maildir:///srv/mail/rus", "pop3s://rus:hemligt@mail.example", "imaps://rus:hemligt@mail.example:993/INBOX"],
)
def test_address_of_the_mailbox_is_taken(address, monkeypatch):
    monkeypatch.setenv("BOUNCES_URL", address)

    assert returns("BOUNCES_URL") == address


@pytest.mark.parametrize(
    "address", ["maildir://relative/x", "smtp://mail.example", "imaps://", "mail.example", "pop3s://x:y"]
)
def test_what_is_no_mailbox_stops_the_start_with_a_sentence(address, monkeypatch):
    monkeypatch.setenv("BOUNCES_URL", address)

    with pytest.raises(SettingError, match="BOUNCES_URL"):
        returns("BOUNCES_URL")


def test_the_library_of_odd_reports_is_not_loaded_with_the_actions():
    assert "bounces" not in vars(actions)
    assert returning.note.__module__ == "rus_portal.notifications.returning"
