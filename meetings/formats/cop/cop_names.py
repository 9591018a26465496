"""Plain names in six languages for what the files of conferences give in English."""

import re
from typing import Final

from meetings.formats.season_names import place_name

Words = dict[str, str]

STREAMS: Final[dict[str, Words]] = {
    "plenary": {
        "ar": "الجلسة العامة",
        "zh": "全体会议",
        "en": "Plenary",
        "fr": "Séances plénières",
        "ru": "Пленарные заседания",
        "es": "Sesiones plenarias",
    },
    "contact-groups": {
        "ar": "أفرقة الاتصال",
        "zh": "联络小组",
        "en": "Contact groups",
        "fr": "Groupes de contact",
        "ru": "Контактные группы",
        "es": "Grupos de contacto",
    },
    "regional-meetings": {
        "ar": "الاجتماعات الإقليمية",
        "zh": "区域会议",
        "en": "Regional meetings",
        "fr": "Réunions régionales",
        "ru": "Региональные совещания",
        "es": "Reuniones regionales",
    },
    "bureau": {
        "ar": "المكتب",
        "zh": "主席团",
        "en": "Bureau",
        "fr": "Bureau",
        "ru": "Бюро",
        "es": "Mesa",
    },
    "side-events": {
        "ar": "الأنشطة الجانبية",
        "zh": "会外活动",
        "en": "Side events",
        "fr": "Manifestations parallèles",
        "ru": "Параллельные мероприятия",
        "es": "Actividades paralelas",
    },
    "exhibitions": {
        "ar": "المعارض",
        "zh": "展览",
        "en": "Exhibitions",
        "fr": "Expositions",
        "ru": "Выставки",
        "es": "Exposiciones",
    },
    "briefings": {
        "ar": "الإحاطات",
        "zh": "情况通报会",
        "en": "Briefings",
        "fr": "Séances d’information",
        "ru": "Брифинги",
        "es": "Sesiones informativas",
    },
}
# Which of the three marks a stream has; those that stand side by side most often differ.
PALETTES: Final = {
    "plenary": 0,
    "contact-groups": 1,
    "regional-meetings": 2,
    "bureau": 0,
    "side-events": 1,
    "exhibitions": 2,
    "briefings": 2,
}
PLACES: Final[dict[str, Words]] = {
    "Nusa Dua, Bali, Indonesia": {
        "ar": "نوسا دوا، بالي",
        "zh": "巴厘努沙杜瓦",
        "en": "Nusa Dua, Bali",
        "fr": "Nusa Dua, Bali",
        "ru": "Нуса-Дуа, Бали",
        "es": "Nusa Dua, Bali",
    },
    "Geneva, Switzerland": place_name("Europe/Zurich"),
}
MEETING: Final[Words] = {
    "ar": "الاجتماع {number} لمؤتمر الأطراف في اتفاقية ميناماتا بشأن الزئبق",
    "zh": "《关于汞的水俣公约》缔约方大会{number}会议",
    "en": "{number} meeting of the Conference of the Parties to the Minamata Convention on Mercury",
    "fr": "{number} réunion de la Conférence des Parties à la Convention de Minamata sur le mercure",
    "ru": "{number} совещание Конференции Сторон Минаматской конвенции о ртути",
    "es": "{number} reunión de la Conferencia de las Partes en el Convenio de Minamata sobre el Mercurio",
}
NUMBERS: Final[dict[str, Words]] = {
    "First": {
        "ar": "الأول",
        "zh": "第一次",
        "en": "First",
        "fr": "Première",
        "ru": "Первое",
        "es": "Primera",
    },
    "Second": {
        "ar": "الثاني",
        "zh": "第二次",
        "en": "Second",
        "fr": "Deuxième",
        "ru": "Второе",
        "es": "Segunda",
    },
    "Third": {
        "ar": "الثالث",
        "zh": "第三次",
        "en": "Third",
        "fr": "Troisième",
        "ru": "Третье",
        "es": "Tercera",
    },
    "Fourth": {
        "ar": "الرابع",
        "zh": "第四次",
        "en": "Fourth",
        "fr": "Quatrième",
        "ru": "Четвертое",
        "es": "Cuarta",
    },
    "Fifth": {
        "ar": "الخامس",
        "zh": "第五次",
        "en": "Fifth",
        "fr": "Cinquième",
        "ru": "Пятое",
        "es": "Quinta",
    },
    "Sixth": {
        "ar": "السادس",
        "zh": "第六次",
        "en": "Sixth",
        "fr": "Sixième",
        "ru": "Шестое",
        "es": "Sexta",
    },
    "Seventh": {
        "ar": "السابع",
        "zh": "第七次",
        "en": "Seventh",
        "fr": "Septième",
        "ru": "Седьмое",
        "es": "Séptima",
    },
}
NAME: Final = re.compile(
    "("
    + "|".join(NUMBERS)
    + ") meeting of the Conference of the Parties to the Minamata Convention on Mercury"
)
TITLES: Final[dict[str, Words]] = {
    "First segment, online": {
        "ar": "الجزء الأول، عبر الإنترنت",
        "zh": "第一会议段，线上",
        "en": "First segment, online",
        "fr": "Premier segment, en ligne",
        "ru": "Первый сегмент, онлайн",
        "es": "Primera serie de sesiones, en línea",
    },
    "Second segment, in person": {
        "ar": "الجزء الثاني، بالحضور الشخصي",
        "zh": "第二会议段，线下",
        "en": "Second segment, in person",
        "fr": "Second segment, en présentiel",
        "ru": "Второй сегмент, очный",
        "es": "Segunda serie de sesiones, presencial",
    },
    "In person": {
        "ar": "بالحضور الشخصي",
        "zh": "线下",
        "en": "In person",
        "fr": "En présentiel",
        "ru": "Очно",
        "es": "Presencial",
    },
    "Opening ceremony": {
        "ar": "حفل الافتتاح",
        "zh": "开幕式",
        "en": "Opening ceremony",
        "fr": "Cérémonie d’ouverture",
        "ru": "Церемония открытия",
        "es": "Ceremonia de apertura",
    },
    "Plenary": {
        "ar": "الجلسة العامة",
        "zh": "全体会议",
        "en": "Plenary",
        "fr": "Séance plénière",
        "ru": "Пленарное заседание",
        "es": "Sesión plenaria",
    },
    "Contact groups (evening)": {
        "ar": "أفرقة الاتصال (مساءً)",
        "zh": "联络小组（晚间）",
        "en": "Contact groups (evening)",
        "fr": "Groupes de contact (en soirée)",
        "ru": "Контактные группы (вечернее заседание)",
        "es": "Grupos de contacto (por la tarde)",
    },
    "Connectivity test": {
        "ar": "اختبار الاتصال",
        "zh": "连接测试",
        "en": "Connectivity test",
        "fr": "Test de connexion",
        "ru": "Проверка соединения",
        "es": "Prueba de conexión",
    },
    "Opening of the meeting": {
        "ar": "افتتاح الاجتماع",
        "zh": "会议开幕",
        "en": "Opening of the meeting",
        "fr": "Ouverture de la réunion",
        "ru": "Открытие совещания",
        "es": "Apertura de la reunión",
    },
    "Organizational matters": {
        "ar": "المسائل التنظيمية",
        "zh": "组织事项",
        "en": "Organizational matters",
        "fr": "Questions d’organisation",
        "ru": "Организационные вопросы",
        "es": "Cuestiones de organización",
    },
    "Other matters": {
        "ar": "مسائل أخرى",
        "zh": "其他事项",
        "en": "Other matters",
        "fr": "Questions diverses",
        "ru": "Прочие вопросы",
        "es": "Otros asuntos",
    },
    "Adoption of the report": {
        "ar": "اعتماد التقرير",
        "zh": "通过报告",
        "en": "Adoption of the report",
        "fr": "Adoption du rapport",
        "ru": "Принятие доклада",
        "es": "Aprobación del informe",
    },
    "Closure of the meeting": {
        "ar": "اختتام الاجتماع",
        "zh": "会议闭幕",
        "en": "Closure of the meeting",
        "fr": "Clôture de la réunion",
        "ru": "Закрытие совещания",
        "es": "Clausura de la reunión",
    },
    "Programme of work and budget": {
        "ar": "برنامج العمل والميزانية",
        "zh": "工作方案和预算",
        "en": "Programme of work and budget",
        "fr": "Programme de travail et budget",
        "ru": "Программа работы и бюджет",
        "es": "Programa de trabajo y presupuesto",
    },
    "Effectiveness evaluation": {
        "ar": "تقييم الفعالية",
        "zh": "成效评估",
        "en": "Effectiveness evaluation",
        "fr": "Évaluation de l’efficacité",
        "ru": "Оценка эффективности",
        "es": "Evaluación de la eficacia",
    },
    "National reporting": {
        "ar": "الإبلاغ الوطني",
        "zh": "国家报告",
        "en": "National reporting",
        "fr": "Établissement des rapports nationaux",
        "ru": "Национальная отчетность",
        "es": "Presentación de informes nacionales",
    },
    "International cooperation and coordination": {
        "ar": "التعاون والتنسيق الدوليان",
        "zh": "国际合作与协调",
        "en": "International cooperation and coordination",
        "fr": "Coopération et coordination internationales",
        "ru": "Международное сотрудничество и координация",
        "es": "Cooperación y coordinación internacionales",
    },
}
# How the titles of regional meetings name the groups.
GROUPS: Final = {
    "Eastern European": "eeg",
    "GRULAC": "grulac",
    "Latin American": "grulac",
    "Asia-Pacific": "asia-pacific",
    "Western European": "weog",
    "Africa": "africa",
}


def conference_title(name: str) -> Words:
    """Give a conference's title, in six languages where it only says which meeting it is."""
    found = NAME.fullmatch(name)
    if found is None:
        return {"en": name}
    return {lang: words.format(number=NUMBERS[found[1]][lang]) for lang, words in MEETING.items()}


def known_title(title: str) -> Words:
    """Give a title, in six languages where it is a usual one."""
    return dict(TITLES.get(title, {"en": title}))


def segment_place(city: str | None, zone: str) -> Words:
    """Give the name of a segment's place, in six languages where it is a known one; without one, of its zone's."""
    return place_name(zone) if city is None else dict(PLACES.get(city, {"en": city}))


def groups_in(title: str) -> list[str]:
    """Give the regional groups that a title names."""
    return [group for words, group in GROUPS.items() if words in title]
