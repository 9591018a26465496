"""What finds what: forms of letters, accents, clitics, pairs of characters, and questions that find nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.search import TEXT_LENGTH, Question, folded, question, terms_of

CONVENTION_AR = "اتفاقية ميناماتا بشأن الزئبق"
CONVENTION_ZH = "关于汞的水俣公约"
WASTE_AR = "إدارة النفايات المحتوية على الزئبق وتأثيرها في الصحة"
PARTIES_AR = "استعراض فعالية الاتفاقية والتزامات الأطراف"
PREPARE_ZH = "缔约方大会第五次会议筹备工作"
PREPARE_FR = "Préparation de l’évaluation de l'efficacité : cœur du débat"
REPORT_RU = "Приём отчётности: ещё раз о Минаматской конвенции"
MIXED = "Minamata Online 2023 水俣在线：COP-5 的 ＡＳＧＭ"


def finds(text: str, *found: str) -> bool:
    return question(text).finds(terms_of(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Chinese: words of two characters within longer ones, one character alone, several words, other widths.
        ("公约", CONVENTION_ZH),
        ("水俣", CONVENTION_ZH),
        ("汞", CONVENTION_ZH),
        ("水俣公约", CONVENTION_ZH),
        ("公约 水俣", CONVENTION_ZH),
        ("《水俣公约》", CONVENTION_ZH),
        ("大会", PREPARE_ZH),
        ("缔约方大会", PREPARE_ZH),
        ("第五次", PREPARE_ZH),
        ("ASGM", MIXED),
        ("ｃｏｐ", MIXED),
        # Arabic: with and without the article, small words before it, vowel signs, tatweel, forms of letters.
        ("الزئبق", CONVENTION_AR),
        ("زئبق", CONVENTION_AR),
        ("بالزئبق", CONVENTION_AR),
        ("وبالزئبق", CONVENTION_AR),
        ("للزئبق", CONVENTION_AR),
        ("والزئبق", CONVENTION_AR),
        ("كالزئبق", CONVENTION_AR),
        ("فالزئبق", CONVENTION_AR),
        ("الزِّئْبَق", CONVENTION_AR),
        ("الزئـــبق", CONVENTION_AR),
        ("اتفاقيه", CONVENTION_AR),
        ("إتفاقية ميناماتا", CONVENTION_AR),
        ("اتفاقيات", CONVENTION_AR),
        ("تأثير", WASTE_AR),
        ("تاثيرها", WASTE_AR),
        ("اداره نفايات", WASTE_AR),
        ("الصحه", WASTE_AR),
        ("أطراف", PARTIES_AR),
        ("الاطراف", PARTIES_AR),
        ("التزامات", PARTIES_AR),
        ("اتفاقية", PARTIES_AR),
        ("زئبق", "للزئبق آثار"),
        ("الى", "إلى"),
        ("شئ", "شيء"),
        ("٢٠٢٣", "2023"),
        # French: without accents, elided, ligatures.
        ("evaluation", PREPARE_FR),
        ("ÉVALUATION", PREPARE_FR),
        ("prepa", PREPARE_FR),
        ("l'évaluation", PREPARE_FR),
        ("coeur", PREPARE_FR),
        # Russian: ё as е and back.
        ("отчетности", REPORT_RU),
        ("ОТЧЁТНОСТИ", REPORT_RU),
        ("прием", REPORT_RU),
        ("еще минамат", REPORT_RU),
        # Spanish, and names.
        ("pequena mineria", "Minería artesanal y en pequeña escala"),
        ("Strasse", "Straße"),
        ("Lodz", "Łódź"),
        ("obrien", "Siobhán O’Brien"),
        ("o'brien", "Siobhan OBrien O Brien"),
        ("Al-Hassan", "Amina Alhassan Al Hassan"),
        # Figures beside letters, and several scripts in one question.
        ("COP5", MIXED),
        ("cop-5", MIXED),
        ("cop 5", "COP5"),
        ("minamata 水俣 2023", MIXED),
        ("MINAMATA-ONLINE", MIXED),
        ("min", MIXED),
    ],
)
def test_question_finds(text: str, found: str) -> None:
    assert finds(text, found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("约公", CONVENTION_ZH),
        ("俣水", CONVENTION_ZH),
        ("气候", CONVENTION_ZH),
        ("水俣 气候", CONVENTION_ZH),
        ("زئبق", "زيت"),
        ("رصاص", CONVENTION_AR),
        ("زئبق رصاص", CONVENTION_AR),
        ("namata", MIXED),
        ("cop6", MIXED),
        ("ота", REPORT_RU),
        ("か", "が"),
        ("", "anything"),
        ("%", "100 % of it"),
        ("_", "a_b"),
        ("* \" ' -- ; ( )", "anything ( )"),
        ("\u202e", "anything"),
        ("ًّـ", CONVENTION_AR),
    ],
)
def test_question_does_not_find(text: str, found: str) -> None:
    assert not finds(text, found)


def test_words_may_stand_in_different_texts_and_languages() -> None:
    texts = ("Mercury in products", "添汞产品", "Ana Example", "A partner")
    assert finds("汞 example mercury partner", *texts)
    assert not finds("汞 example mercury nobody", *texts)


def test_long_question_is_cut() -> None:
    assert question("word " * 5_000) == question("word")
    assert len(question("x" * 10_000).needs) == 1
    assert finds("a" * TEXT_LENGTH + "b", "a" * 1_000)


def test_text_without_words_has_no_terms() -> None:
    assert terms_of(["", "–", "\u200f\u202e", "، ؟"]) == ()
    assert question("… %") == Question(())


@given(st.text(max_size=60))
def test_every_text_finds_itself_or_has_no_words(text: str) -> None:
    asked = question(text)
    assert asked.finds(terms_of([text])) == bool(asked.needs)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
