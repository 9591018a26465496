"""Names stand as lists of the United Nations in each language have them."""

from random import Random

import pytest

from meetings.domain.cop.collation import order_key

# Runs of neighbours from lists of Member States in each language.
KNOWN = {
    "en": [
        "Congo", "Costa Rica", "Côte d’Ivoire", "Croatia", "Dominica", "Dominican Republic", "Guinea",
        "Guinea-Bissau", "Guyana", "Niger", "Nigeria", "Niue", "North Macedonia", "Papua New Guinea",
        "Saint Kitts and Nevis", "Saint Lucia", "Samoa", "San Marino", "Sao Tome and Principe", "Türkiye",
        "Turkmenistan",
    ],
    "fr": [
        "Costa Rica", "Côte d’Ivoire", "Croatie", "Égypte", "El Salvador", "Émirats arabes unis", "Équateur",
        "Érythrée", "Espagne", "Estonie", "Eswatini", "État de Palestine", "États-Unis", "Éthiopie", "Guinée",
        "Guinée-Bissau", "Guinée équatoriale", "Guyana", "Haïti", "Îles Cook", "Îles Marshall", "Inde",
    ],
    "es": [
        "Chad", "Chequia", "Chile", "China", "Chipre", "Colombia", "Costa Rica", "Côte d’Ivoire", "Croacia",
        "Eslovaquia", "Eslovenia", "España", "Estado de Palestina", "Estados Unidos", "Estonia", "Níger",
        "Nigeria", "Noruega", "Panamá", "Papúa Nueva Guinea", "Paraguay", "Perú", "Polonia",
    ],
    "ru": [
        "Гаити", "Гайана", "Гамбия", "Гана", "Гватемала", "Гвинея", "Гвинея-Бисау", "Германия", "Гондурас",
        "Израиль", "Индия", "Индонезия", "Иордания", "Ирак", "Иран", "Ирландия", "Исландия", "Испания",
        "Италия", "Йемен", "Кабо-Верде", "Казахстан", "Южный Судан", "Ямайка", "Япония",
    ],
    "ar": [
        "الاتحاد الروسي", "إثيوبيا", "أذربيجان", "الأرجنتين", "الأردن", "أرمينيا", "إريتريا", "إسبانيا",
        "أستراليا", "إستونيا", "إسرائيل", "أفغانستان", "إكوادور", "ألبانيا", "ألمانيا",
        "الإمارات العربية المتحدة", "أندورا", "إندونيسيا", "أنغولا", "أوروغواي", "أوزبكستان", "أوغندا",
        "أوكرانيا", "إيران", "أيرلندا", "آيسلندا", "إيطاليا", "باراغواي", "البحرين", "البرازيل", "بربادوس",
        "البرتغال", "الجزائر", "جزر البهاما", "جزر سليمان", "جزر القمر", "جزر مارشال", "عُمان", "غابون",
    ],
    "zh": [
        "阿尔巴尼亚", "阿尔及利亚", "阿富汗", "阿根廷", "阿拉伯联合酋长国", "阿曼", "阿塞拜疆", "埃及",
        "埃塞俄比亚", "爱尔兰", "爱沙尼亚", "安道尔", "安哥拉", "奥地利", "澳大利亚", "巴巴多斯", "巴西", "白俄罗斯",
        "比利时", "秘鲁", "冰岛", "波兰", "赤道几内亚", "丹麦", "多哥", "厄瓜多尔", "法国", "菲律宾", "斐济", "芬兰",
        "冈比亚", "乍得", "中非共和国", "中国",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(KNOWN))
def test_order_is_that_of_known_lists(language: str) -> None:
    mixed = KNOWN[language][:]
    Random(7).shuffle(mixed)
    assert sorted(mixed, key=lambda name: order_key(name, language)) == KNOWN[language]


def test_spanish_has_one_letter_more() -> None:
    names = ["Nuñoa", "Nunzia", "Nuno", "ñandú", "nz", "oa"]
    assert sorted(names, key=lambda name: order_key(name, "es")) == [
        "Nuno", "Nunzia", "Nuñoa", "nz", "ñandú", "oa"
    ]  # fmt: skip


def test_russian_yo_decides_where_nothing_else_does() -> None:
    names = ["ель", "ёлка", "елка", "ежи"]
    assert sorted(names, key=lambda name: order_key(name, "ru")) == ["ежи", "елка", "ёлка", "ель"]


def test_french_accents_decide_from_the_end() -> None:
    names = ["côté", "cote", "côte", "coté"]
    assert sorted(names, key=lambda name: order_key(name, "fr")) == ["cote", "côte", "coté", "côté"]


def test_arabic_article_is_no_article_where_it_is_part_of_the_name() -> None:
    assert order_key("ألبانيا", "ar")[0].startswith("ال")
    assert order_key("البانيا", "ar")[0] == order_key("بانيا", "ar")[0]
    assert order_key("عُمان", "ar")[0] == order_key("عمان", "ar")[0]


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_hostile_names_have_a_place_too(language: str) -> None:
    names = ["", "=1+1", "<script>", "\u202eabc", "名", "أ", "ё", "𠮷", "---"]
    assert len({order_key(one, language) for one in names}) == len(names)
