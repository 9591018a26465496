"""What lists of contacts call their columns, roles, languages and categories, in six languages."""

from collections.abc import Mapping
from typing import Final

from meetings.domain.codes import CATEGORIES, LANGUAGES
from meetings.domain.contacts.roles import ContactRoleKind
from meetings.domain.contacts.rows import Names
from meetings.domain.heard import folded

HEADINGS: Final[dict[str, str]] = {
    "name": "name; full name; contact; contact person; person; nom; nom complet; nom et prénom; personne; nombre; "
    "nombre completo; persona; имя; полное имя; фио; ф. и. о.; контактное лицо; 姓名; 全名; 联系人; الاسم; "
    "الاسم الكامل; جهة الاتصال",
    "first_name": "first name; given name; forename; prénom; nombre de pila; имя отчество; 名; الاسم الأول",
    "last_name": "last name; surname; family name; nom de famille; apellido; apellidos; фамилия; 姓; اسم العائلة",
    "title": "title; salutation; mr/ms; civilité; titre; tratamiento; título; обращение; титул; 称谓; اللقب",
    "position": "position; job title; function; functional title; fonction; poste; cargo; puesto; función; должность; "
    "职务; 职位; المنصب; الوظيفة",
    "organization": "organization; organisation; institution; ministry; company; office; organisme; ministère; "
    "organización; institución; ministerio; организация; учреждение; министерство; 组织; 机构; 单位; المنظمة; "
    "المؤسسة; الوزارة",
    "email": "email; e-mail; mail; email address; e-mail address; courriel; adresse e-mail; adresse électronique; "
    "correo; correo electrónico; электронная почта; эл. почта; почта; 电子邮件; 邮箱; 电子邮箱; البريد الإلكتروني",
    "country": "country; party; state; country/region; pays; partie; état; país; estado; parte; страна; государство; "
    "сторона; 国家; 缔约方; البلد; الدولة; الطرف",
    "language": "language; preferred language; langue; idioma; язык; 语言; 语文; اللغة",
    "category": "category; type; type of organization; catégorie; categoría; категория; 类别; الفئة",
    "role": "role; roles; capacity; rôle; qualité; rol; función en el convenio; роль; 角色; 身份; الدور; الصفة",
    "body": "body; committee; organe; comité; órgano; орган; комитет; 机构名称; 委员会; الهيئة; اللجنة",
    "starts_on": "from; start; since; term from; start date; du; depuis; début; desde; inicio; с; начало; 开始; "
    "起始日期; من; تاريخ البدء",
    "ends_on": "to; until; end; term to; end date; au; jusqu'au; fin; hasta; по; до; окончание; 结束; 截止日期; إلى; "
    "تاريخ الانتهاء",
    "interests": "interests; topics; themes; intérêts; thèmes; intereses; temas; интересы; темы; 兴趣; 主题; "
    "الاهتمامات; المواضيع",
}
ROLES: Final[dict[str, str]] = {
    ContactRoleKind.OFFICIAL_CHANNEL: "official channel; official channel of communication; official channel of "
    "communication to unep; channel; occ; voie officielle de communication; voie de communication officielle; canal "
    "oficial de comunicación; canal oficial; официальный канал связи; официальный канал; 官方联络渠道; 正式联络渠道; "
    "قناة الاتصال الرسمية",
    ContactRoleKind.MISSION_UNEP: "mission to unep; permanent mission to unep; permanent mission nairobi; mission "
    "nairobi; mission permanente auprès du pnue; misión permanente ante el pnuma; постоянное представительство при "
    "юнеп; 常驻环境署代表团; البعثة الدائمة لدى برنامج الأمم المتحدة للبيئة",
    ContactRoleKind.MISSION_GENEVA: "mission in geneva; permanent mission in geneva; permanent mission geneva; mission "
    "geneva; mission permanente à genève; misión permanente en ginebra; постоянное представительство в женеве; "
    "常驻日内瓦代表团; البعثة الدائمة في جنيف",
    ContactRoleKind.FOCAL_POINT: "focal point; national focal point; nfp; correspondant national; point focal "
    "national; point focal; punto focal; punto focal nacional; координатор; национальный координатор; 国家联络人; "
    "联络人; جهة الاتصال الوطنية; جهة اتصال وطنية",
    ContactRoleKind.BUREAU: "bureau; bureau member; member of the bureau; membre du bureau; miembro de la mesa; mesa; "
    "член бюро; бюро; 主席团; 主席团成员; عضو المكتب; المكتب",
    ContactRoleKind.EXPERT: "expert; expert member; experte; experto; experta; эксперт; 专家; خبير; خبيرة",
    ContactRoleKind.OBSERVER: "observer; observateur; observatrice; observador; observadora; наблюдатель; "
    "观察员; مراقب",
    ContactRoleKind.PRESS: "press; media; journalist; presse; médias; prensa; medios; пресса; сми; "
    "新闻界; 媒体; الصحافة",
    ContactRoleKind.PARTNER: "partner; partenaire; socio; asociado; партнер; партнёр; 合作伙伴; 伙伴; شريك",
    ContactRoleKind.OTHER: "other; autre; otro; otra; другое; 其他; أخرى",
}
LANGUAGE_WORDS: Final[dict[str, str]] = {
    "ar": "arabic; arabe; árabe; арабский; 阿拉伯文; 阿拉伯语; العربية",
    "zh": "chinese; chinois; chino; китайский; 中文; الصينية",
    "en": "english; anglais; inglés; английский; 英文; 英语; الإنجليزية",
    "fr": "french; français; francés; французский; 法文; 法语; الفرنسية",
    "ru": "russian; russe; ruso; русский; 俄文; 俄语; الروسية",
    "es": "spanish; espagnol; español; испанский; 西班牙文; 西班牙语; الإسبانية",
}
CATEGORY_WORDS: Final[dict[str, str]] = {
    "government": "gouvernement; gobierno; правительство; 政府; حكومة; الحكومة",
    "un": "united nations; nations unies; naciones unidas; оон; 联合国; الأمم المتحدة",
    "igo": "intergovernmental organization; organisation intergouvernementale; organización intergubernamental; "
    "межправительственная организация; 政府间组织; منظمة حكومية دولية",
    "ngo": "non-governmental organization; civil society; ong; неправительственная организация; нпо; 非政府组织; "
    "منظمة غير حكومية",
    "business": "industry; entreprise; empresa; бизнес; 企业; 工商业; قطاع الأعمال",
    "research": "academia; university; recherche; universidad; наука; 研究; 学术界; بحوث",
    "media": "press; presse; prensa; сми; 媒体; وسائط الإعلام",
    "other": "autre; otro; otra; другое; 其他; أخرى",
}


def _codes(words: Mapping[str, str]) -> dict[str, str]:
    return {folded(one): str(code) for code, text in words.items() for one in text.split(";") if folded(one)}


COLUMN_OF: Final = _codes(HEADINGS)
ROLE_OF: Final = _codes(ROLES) | {folded(one): str(one) for one in ContactRoleKind}
LANGUAGE_OF: Final = _codes(LANGUAGE_WORDS) | {one: one for one in LANGUAGES}
CATEGORY_OF: Final = _codes(CATEGORY_WORDS) | {one: one for one in CATEGORIES}


def names_with(countries: Mapping[str, str]) -> Names:
    """Give what lists call things, with the countries of the secretariat's own list."""
    return Names(countries, ROLE_OF, LANGUAGE_OF, CATEGORY_OF)
