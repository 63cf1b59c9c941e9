"""Word classes: which words of an English sentence are nouns, told by short lists, endings and the word before.

In: a sentence.
Out: runs of nouns as said, such as ["battery", "life"].
"""

from __future__ import annotations

import re

DETERMINERS = frozenset(
    "a an the this that these those my your his her its our their every each no any some all both more most less least another "
    "other which what whose several many few much enough first second third last next same own such one two three four five six "
    "seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "dozen half".split()
)
PREPOSITIONS = frozenset(
    "of in on at by for with from about into onto over under after before between through during without within against "
    "across around behind beyond near off out per than like via above below along among despite except inside outside since "
    "upon toward towards until till up down".split()
)
PRONOUNS = frozenset(
    "i you he she it we they me him us them who whom myself yourself itself themselves everyone everybody someone somebody "
    "anyone anybody nobody everything something anything nothing i'm i've i'd i'll you're you've you'll it's he's she's "
    "we're we've they're they've that's there's there here im ive mine yours ours theirs whatever whoever none oneself".split()
)
BE = frozenset("am is are was were be been being isn't aren't wasn't weren't ain't isnt 's 're 'm re".split())
HAVE = frozenset("'ve ve have has had having haven't hasn't hadn't".split())
BEFORE_VERB = frozenset(
    "to do does did doing done will would shall should can could may might must not cannot don't doesn't didn't won't "
    "wouldn't can't couldn't shouldn't let's gonna wanna dont doesnt didnt cant wont n't ca wo 'll ll 'd don didn doesn won "
    "couldn wouldn isn wasn 've did't please never".split()
)
INTENSIFIERS = frozenset("very too so quite rather really pretty extremely somewhat fairly as how super".split())
OTHERS = frozenset(
    "and or but nor yet if because although though while when where why how whether unless also just only even still "
    "already almost always often sometimes usually again ever once twice soon now then later today yesterday tomorrow maybe "
    "perhaps however therefore thus otherwise instead anyway well far away back together alone yes ok okay oh hey thanks "
    "thank etc ie eg vs plus minus else especially somewhat somehow ago apart either neither online indoor outdoor aside "
    "yeah wow hi hello btw imo imho lol".split()
)
ADJECTIVES = frozenset(
    "good great best better bad worse worst nice fine excellent perfect awesome amazing superb fantastic wonderful terrific "
    "decent poor terrible horrible awful lousy mediocre big bigger biggest small smaller smallest large larger largest huge "
    "tiny little long longer longest short shorter high higher highest low lower lowest fast faster fastest slow slower "
    "quick quicker easy easier easiest hard harder simple simpler difficult heavy heavier light lighter lightest thin thick "
    "wide narrow deep new newer newest old older young recent early late cheap cheaper cheapest expensive free full empty "
    "complete whole entire total main major minor certain sure clear clean bright brighter dark sharp soft loud louder "
    "quiet strong weak solid sturdy flimsy happy unhappy glad pleased satisfied disappointed sad sorry annoyed impressed "
    "ready able unable available different similar various typical normal usual regular standard common special specific "
    "particular general basic advanced extra additional single double multiple right wrong true false real actual original "
    "digital wireless wired portable compact electronic automatic manual optical external internal rechargeable removable "
    "important useful useless necessary possible impossible likely useable usable reliable unreliable comfortable "
    "convenient beautiful ugly cool hot cold warm wet dry rough smooth flat round red blue green black white silver gray "
    "grey yellow pink interesting boring funny crazy stupid smart intuitive confusing frustrating annoying outstanding "
    "incredible unbelievable worth worthless overall favorite favourite latest current previous final initial only few less "
    "least top bottom front left rear inner outer upper safe secure open closed broken dead alive defective faulty serious "
    "tough fair average superior inferior negative positive minimal maximum minimum adequate sufficient excess due aware "
    "alright english american german french chinese japanese european busy lucky close private public personal professional "
    "amateur modern stylish sleek sexy slick neat handy bulky clunky crisp lovely friendly mini absolute sheer mere pure "
    "rare inexpensive affordable pricey built-in".split()
)
VERBS = frozenset(
    "accept access add afford agree allow answer appear apply arrive ask attach avoid become begin believe blame bother "
    "break bring build burn buy call care carry cause change charge check choose click close come compare complain complete "
    "configure connect consider contact contain continue control cost cover crash create cut deal decide deliver depend "
    "describe design die disappoint disconnect display do download drag drain drive drop edit enable end enjoy enter expect "
    "explain fail fall feature feel fight figure fill find finish fit fix focus follow forget freeze get give go grow guess "
    "handle hang happen hate hear help hide hit hold hope hurt imagine impress improve include insert install intend "
    "involve join jump keep kill know lack last laugh lead learn leave let lie like listen live load lock look lose love "
    "make manage matter mean mention miss move need notice offer open operate order own pass pay perform pick place plan "
    "play plug point pop prefer press prevent print produce promise protect prove provide pull purchase push put reach read "
    "realize reboot receive recommend record refuse regret remember remove rename replace report require reset restart "
    "return rip run save say scroll search see seem select sell send serve set share ship shoot shop show shut sit skip "
    "slide sound spend stand start stay step stick stop store suck suggest supply support suppose swap switch take talk "
    "tell test thank think throw touch transfer trust try turn understand update upgrade upload use view visit wait walk "
    "want warn waste watch wear win wish wonder work worry write went got gotten gave given bought brought thought found "
    "told said saw seen took taken came knew known kept left lost made meant met paid ran sent sold spent stood stuck "
    "understood wrote written won began begun broke chose chosen fell felt forgot froze frozen heard held hung led lent sat "
    "shot shown slept threw thrown wore worn gets goes says makes takes lets".split()
)
NEVER_NOUNS = frozenset(
    "seem come take mean get go give keep let make put say tell know think find bring become believe consider agree avoid "
    "ask add allow appear arrive bother choose decide deliver depend describe disappoint enable enjoy expect explain fit "
    "follow forget happen hate hear hope imagine improve include insert intend involve join lack laugh learn leave lie like "
    "lose love notice offer perform prefer prevent produce provide prove reach read receive recommend refuse regret "
    "remember remove realize require save see select sell send show sit spend stand stay stick suggest suppose throw "
    "understand want wish wonder write went got gotten gave given bought brought thought found told said saw seen took "
    "taken came knew known kept lost made meant paid ran sent sold spent stood stuck understood wrote written won began "
    "begun broke chose chosen fell felt forgot froze frozen held hung lent sat shown slept threw thrown wore worn built "
    "gets goes says makes takes lets comes seems means".split()
)
SUBJECTS = PRONOUNS - {"me", "him", "us", "them", "here", "mine", "yours", "ours", "theirs"}
_ADJECTIVE_ENDING = re.compile(r".{2,}(?:ful|ous|able|ible|less|ish|iest|ier)$")
_TOKEN = re.compile(r"[^\W_]+(?:[-'’/.][^\W_]+)*|[^\w\s]")
_A_WORD = re.compile(r"[^\W\d_]{2,}|[^\W\d_]\d|\d[^\W\d_]")
_IRREGULAR = {"lenses": "lens", "cds": "cd", "tvs": "tv", "pcs": "pc", "women": "woman", "men": "man", "people": "person"}
_IE = frozenset("movies cookies ties pies lies selfies zombies brownies calories rookies newbies".split())
_S_STAYS = (
    "ss",
    "us",
    "is",
    "ous",
    "lens",
    "series",
    "gas",
    "bus",
    "plus",
    "bonus",
    "focus",
    "status",
    "news",
    "gps",
    "gprs",
    "dns",
    "sms",
    "christmas",
)


def noun_runs(sentence: str) -> list[list[str]]:
    """Return each run of neighbouring nouns in singular, lower case, in the order said."""
    found = [t.replace("’", "'").lower() for t in _TOKEN.findall(sentence)]
    classes = _classes(found)
    runs: list[list[str]] = []
    open_run = False
    for token, word_class in zip(found, classes, strict=True):
        if word_class in ("noun", "nouns"):
            if not open_run:
                runs.append([])
            runs[-1].append(singular(token.removesuffix("'s")))
        open_run = word_class in ("noun", "nouns") and not token.endswith("'s")
    return runs


def singular(word: str) -> str:
    """Return a noun in its singular: `batteries` is `battery`, `boxes` is `box`, `lens` stays."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_S_STAYS):
        return word
    if word.endswith("ies"):
        return word[:-1] if word in _IE else word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def _classes(tokens: list[str]) -> list[str]:
    classes: list[str] = []
    for i, token in enumerate(tokens):
        before = "start" if not classes else "determiner" if tokens[i - 1].endswith("'s") else classes[-1]
        after = tokens[i + 1] if i + 1 < len(tokens) else "."
        classes.append(_listed(token) or _by_place(token, before, after))
    return classes


def _listed(token: str) -> str:
    """Return the class of a word that has only one, or nothing."""
    if token.isdigit():
        return "determiner"
    for name, words in _CLOSED:
        if token in words:
            return name
    if not _A_WORD.search(token):
        return "mark"
    return "intensifier" if token.endswith("ly") and len(token) > 4 and token not in _LY_NOUNS else ""


_LY_NOUNS = frozenset(("family", "supply", "reply", "assembly", "anomaly", "monopoly"))
_CLOSED = (
    ("determiner", DETERMINERS),
    ("be", BE),
    ("have", HAVE),
    ("before verb", BEFORE_VERB),
    ("intensifier", INTENSIFIERS),
    ("before verb", SUBJECTS),
    ("object", PRONOUNS),
    ("preposition", PREPOSITIONS),
    ("other", OTHERS),
    ("adjective", ADJECTIVES),
)
_ENDS = frozenset(".,!?;:)")
_BEFORE_NOUN = frozenset(("determiner", "adjective", "preposition", "have"))
_OBJECTS = DETERMINERS | PRONOUNS


def _by_place(token: str, before: str, after: str) -> str:
    """Return noun, verb or adjective by the word's form and its place in the sentence."""
    if before == "before verb":
        return "verb"
    if before == "intensifier" or (_ADJECTIVE_ENDING.match(token) and after not in _ENDS):
        return "adjective"
    if token.endswith("ed") and (len(token) > 4 or _verb_form(token)):
        return "verb" if before in ("noun", "nouns") else "adjective"
    if not _verb_form(token):
        return "nouns" if singular(token) != token else "noun"
    noun_place = before in _BEFORE_NOUN or (before == "noun" and singular(token) == token)
    if not noun_place or token in NEVER_NOUNS or after in _OBJECTS:
        return "verb"
    return "nouns" if singular(token) != token else "noun"


def _verb_form(token: str) -> bool:
    if token in VERBS or (token.endswith("ing") and len(token) > 4):
        return True
    return any(
        token.endswith(e) and (token[: -len(e)] in VERBS or (e == "ed" and token[:-1] in VERBS)) for e in ("s", "es", "ed")
    )
