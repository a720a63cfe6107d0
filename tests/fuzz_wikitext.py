"""Mutated wikitext and dumps: whatever the bytes, reading them gives claims or an InputError, and nothing else.

The tests try some hundred files. For so many seconds, from another seed: ``python tests/fuzz_wikitext.py 600 7``.
"""

import random
from collections.abc import Iterable
from html import escape
from pathlib import Path

from conflicts.model.collection import Collection
from conflicts.readers import claims_yaml
from conflicts.readers.wikitext import DUMPS, read, read_pages
from fuzz_readers import mutated
from fuzzing import by_hand, check_read_again, fuzzed, refused_or_read

ARTICLE = """\
{{Use dmy dates|date=May 2019}}{{refimprove|date=May 2019}}
{{Infobox mill
| name = Mill | image = A.jpg | height = {{convert|5|to|6|m|ft}} <!-- five --> | built = {{start date|1811|5|4}}
| population_total = 5,200 {{cn|date=May 2019}}<ref name="a" /> | population_as_of = {{as of|2011}}
| mass = {{val|5|1|e=3|u=kg}}
| module = {{Infobox stone|weight=3 kg|list={{plainlist|
* one<ref>x</ref>
* two}}}} | staff = 5 (2016)
}}
The '''mill''' of [[Pell (town)|Pell]] ({{lang|fr|''moulin''}}, H<sub>2</sub>O) burnt.<ref name="a" group=web>{{cite web
|title=A [[b]]|url=https://a.example/?x=1|date=5–7 May 2010|access-date=2016-04|last1=Pell|year=1911}}
{{dead link}}</ref>
{{as of|2019|5|lc=y}} it&nbsp;stands,{{sfn|Pell|1911|p=5}}{{rp|7}} Dr. Dunn says.
{{citation needed|date=March 2022|reason=No.}}

== History ==
Some{{who}} say <nowiki>{{cn}}</nowiki> so.{{efn|It leans.<ref>[https://b.example B] {{page needed}}</ref>|name=n}} Ok [https://c.example].
{{update after|2013|7|16|news}} {{citation needed span|It fell|date=May 2019}}. {{unknown|x=a<ref name=a/>|{{r|a|b}}}}
[[File:A.jpg|thumb|The mill burns.{{dubious|Talk}}]]
* It has ''sails''.
** Four{{#tag:ref|{{harvnb|Pell|1911}}|name=q}}
{| class="wikitable"
|+ Mills
! Name !! Built
|-
| North || colspan="2" | 1811<ref group=note>Or so. {{harv|Dunn|1920}}</ref>
|}
<gallery>
B.jpg|The sails fell.
</gallery><blockquote>Cold.</blockquote>{{quote|It burnt.|Pell}}
== References ==
{{reflist|refs=<ref name=b>Pell, ''Mills''</ref>}}<references group="web" />
* {{cite book|last=Dunn|title=Mills|date=1920|ref={{harvid|Dunn|1920}}|page=3}}
[[Category:Mills]]
"""
DUMP = f"""\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" xml:lang="en">
  <siteinfo><sitename>W</sitename></siteinfo>
  <page><title>Mill &amp; Son</title><ns>0</ns><id>1</id><revision><timestamp>2019-05-04T10:00:00Z</timestamp>
    <model>wikitext</model><text xml:space="preserve">{escape(ARTICLE[:900])}</text></revision></page>
  <page><title>Mühle</title><ns>0</ns><redirect title="Mill" />
    <revision><text>#REDIRECT [[Mill]]</text></revision></page>
  <page><title>Talk:Mill</title><ns>1</ns><revision><text>It burnt.{{{{cn}}}}</text></revision></page>
  <page><title>Stone</title><ns>0</ns><revision><text>Old.</text></revision>
    <revision><text>It is &lt;b&gt;new&lt;/b&gt;.&lt;ref&gt;A&lt;/ref&gt;</text></revision></page>
</mediawiki>
"""
FILES = (("Mill.wiki", ARTICLE.encode()), ("Mill.wiki", ARTICLE.encode()), ("dump.xml", DUMP.encode()))
WORDS = """\
{{ }} [[ ]] {{{ }}} <ref> </ref> <ref/> <references> <!-- --> <nowiki> </nowiki> {| |} |- || !! ''' '' == <br> </br>
&amp; &#0; &#x110000; &bogus; {{cn}} {{as_of|2019}} {{sfn| {{efn| {{r| <math> <gallery> [https:// ] | = * # : ; <i>
{{Infobox_x| {{convert|1e9|to|-5|km}} {{val|9|e=99|u=m}} {{start_date|9999|99|99}} ﷽ 漢。字
"""
MARKUP = [*WORDS.split(), "\n", "\n\n", " ", "\u202e", "\u00a0", "\ufffc", "\u2028", "\x00", "\x0b", "\r"]


def mangled(content: bytes, random_: random.Random) -> bytes:
    """The content after accidents of the bytes or of the markup."""
    if random_.random() < 0.3:
        return mutated(content, random_)
    for _ in range(random_.choice((1, 2, 5))):
        at = random_.randrange(len(content) + 1)
        piece = random_.choice(MARKUP).encode()
        times = random_.choice((1, 1, 1, 2, 3, 40, 400))
        content = content[:at] + piece * times + content[at + random_.choice((0, 0, 1, 5, 30)) :]
    return content


def collected(path: Path) -> Collection:
    """Read the file."""
    reading = read(path, str(path))
    claims = tuple(reading.claims)
    return Collection(claims, reading.vocabulary, (str(path),), tuple(reading.unread))


def read_back(content: bytes, path: Path) -> bool:
    """Read the content as that file; whether it was claims, which must survive being written and read again."""
    path.write_bytes(content)
    collection = refused_or_read(path, collected)
    if collection is None:
        return False
    assert not list(collection.problems())
    assert all(problem.place.file == str(path) and problem.place.line for problem in collection.unread)
    for page in read_pages(path, str(path)) if not path.name.endswith(DUMPS) else ():
        assert [each.offset for each in page.occurrences if each.what == "<ref"] == _places_of("<ref", page.page.source)
        assert all((each.claim is None) == (each.reason is not None) for each in page.occurrences)
    check_read_again(collection, claims_yaml(collection), path.with_name("again.yaml"))
    return True


def _places_of(word: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def fuzz(turns: Iterable[int], seed: int) -> tuple[int, int]:
    """Try mangled files, one a turn; how many, and how many of them were still claims."""
    return fuzzed(FILES, mangled, read_back, turns, seed)


if __name__ == "__main__":
    by_hand(fuzz)
