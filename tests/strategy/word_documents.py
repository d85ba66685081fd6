"""Documents for the way to Word and back, without a database: sections at random, and what became of them."""

import hashlib
import io
import re
import uuid
from functools import cache

from PIL import Image

from strategy import blocks, references
from strategy.models import SectionKind, VersionSection
from strategy.numbering import Place
from strategy.word import exporting, importing
from tests.strategy import editing_at_random

KEY = "0123456789abcdef" * 2
_IMAGE = f'<img src="/bild/{KEY}" width="30" height="20"'
FIGURES = [
    f'<figure>{_IMAGE} alt="En &quot;karta&quot;"><figcaption>Se <em>den</em></figcaption></figure>',
    f'<figure>{_IMAGE} alt=""></figure>',
    f"<figure>{_IMAGE}></figure>",
]
NOTES = [
    '<p>Sagt<span class="footnote">Not &amp; källa, s. 4</span> så.</p>',
    "<p>H<sub>2</sub>O<br>ny <sup>a</sup></p>",
]
WORDS = {
    "chapter": "Kapitel",
    "contents": "Innehåll",
    "builds_on": "Bygger på",
    "appendix": "Bilaga",
    "not_relevant": "inte relevant",
}


@cache
def picture():
    """The bytes of a small picture."""
    file = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(file, "PNG")
    return file.getvalue()


def sections(chance, most=8):
    """Frozen sections at random, of any depth and kind, with references to each other."""
    made, depth, used = [], 0, set()
    for place in range(chance.randint(1, most)):
        depth = chance.randint(1, min(4, depth + 1))
        html = [{"html": _block(chance)} for _block_number in range(chance.randint(0, 5))]
        body = blocks.clean(html, taken=used)
        used |= {block["id"] for block in body}
        heading = " ".join(chance.choice(["Mål", "2030", "& så", "<vård>", "A–Ö"]) for _word in range(3))
        key = uuid.UUID(int=place + 1)
        made.append(
            VersionSection(key=key, depth=depth, kind=chance.choice(SectionKind.values), heading=heading, body=body)
        )
    for one in made:
        target = chance.choice(made)
        name = (
            f"s-{target.key}" if chance.random() < 0.5 or not target.body else f"b-{chance.choice(target.body)['id']}"
        )
        one.body = blocks.clean(
            [*one.body, {"html": f'<p>Se <a href="#{name}"></a>.</p>'}], taken=used - _ids(one.body)
        )
        used |= _ids(one.body)
    return numbered(made)


def everything():
    """Two sections with one block of each kind."""
    html = [
        "<p>Med <strong>vikt</strong>, <em>tonfall</em>, <code>kod</code> och CO<sub>2</sub>.</p>",
        NOTES[0],
        "<h4>Mellanrubrik</h4>",
        "<ul><li>en<ol><li>under</li></ol></li><li>två</li></ul>",
        "<ol><li>ett</li><li>två</li></ol>",
        "<blockquote><p>Sagt.</p><p>Mer.</p></blockquote>",
        '<table><thead><tr><th scope="col">Del</th><th scope="col">Svar</th></tr></thead>'
        '<tbody><tr><th scope="row">Mål</th><td>Ja</td></tr></tbody></table>',
        FIGURES[0],
        FIGURES[1],
        '<p>Läs <a href="https://exempel.example/plan?a=1&amp;b=2">planen</a>.</p>',
    ]
    key = uuid.UUID(int=7)
    first = VersionSection(
        key=key, depth=1, kind="chapter", heading="Varför", body=blocks.clean({"html": one} for one in html)
    )
    own = first.body[0]["id"]
    body = blocks.clean([{"html": f'<p>Se <a href="#s-{key}"></a> och <a href="#b-{own}"></a>.</p>'}])
    return numbered([first, VersionSection(key=uuid.UUID(int=8), depth=2, kind="goal", heading="Målet", body=body)])


def _ids(body):
    return {block["id"] for block in body}


def _block(chance):
    if chance.random() < 0.25:
        return chance.choice(FIGURES + NOTES)
    return editing_at_random.html(chance)


def numbered(found):
    """The sections with their numbers, and with the words of references written in."""
    counts, places = [], []
    for one in found:
        del counts[one.depth :]
        counts += [0] * (one.depth - len(counts))
        counts[-1] += 1
        one.number = ".".join(map(str, counts))
        places.append(Place(one, one.depth, one.number))
    titles = references.titles(places)
    for one in found:
        one.body = references.body_resolved(one.body, titles)
    return found


def exported(found, **facts):
    """The Word document of these sections."""
    said = {"title": "Växtplats", "subtitle": "", "lead": "", "region": "Region", "imprint": "Version 1"} | facts
    book = exporting.Book(**said, sections=found, principles=[], words=WORDS)
    return exporting.render(book, lambda key: (picture(), "image/png") if key == KEY else None)


def imported(content, **facts):
    """What became of it."""
    digest = hashlib.sha256(picture()).hexdigest()
    return importing.read(io.BytesIO(content), deepest=4, images={digest: (KEY, 30, 20)}, **facts)


def said(found):
    """What is to come back: depth, kind, heading and blocks, with references to places in the order of the text."""
    names = {str(one.key): f"section {place}" for place, one in enumerate(found)}
    return [(one.depth, one.kind, one.heading, [_named(block, names) for block in one.body]) for one in found]


def read_back(read):
    """The same of what was read."""
    return said([VersionSection(**one) for one in read.sections])


def _named(block, names):
    bare = re.sub(r'<a class="ref" (href="#[^"]*")>.*?</a>', r"<a \1></a>", block["html"])
    return block["id"], re.sub(r"#s-([0-9a-f-]+)", lambda found: names[found[1]], bare)
