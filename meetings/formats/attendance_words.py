"""What platforms call the columns and tables of their attendance files, in several years and languages."""

import re
import unicodedata
from typing import Final

from meetings.domain.attendance import PANELIST, PARTICIPANT, STAFF

HEADINGS: Final[dict[str, str]] = {
    "name": "name; name (original name); full name; fullname; user name; user name (original name); display name; "
    "participant; participant name; attendee name; attendee; nom; nom complet; nom et prénom; nom (nom original); "
    "nom d'utilisateur; nombre; nombre completo; nombre (nombre original); nombre de usuario; имя; полное имя; "
    "имя (исходное имя); имя пользователя; ф. и. о.; 姓名; 全名; 名称; 名称（原名）; 用户名; الاسم; الاسم الكامل; "
    "اسم المستخدم; الاسم (الاسم الأصلي); vollständiger name; nome; nome completo",
    "first_name": "first name; prénom; имя (first name); 名; الاسم الأول; vorname",
    "last_name": "last name; surname; nom de famille; apellidos; apellido; фамилия; 姓; اسم العائلة; nachname",
    "address": "email; e-mail; user email; attendee email; email address; e-mail address; mail; adresse e-mail; "
    "courriel; adresse électronique; e-mail de l'utilisateur; correo electrónico; correo; "
    "correo electrónico del usuario; электронная почта; адрес электронной почты; эл. почта; 电子邮件; 邮箱; "
    "电子邮件地址; 用户电子邮件; البريد الإلكتروني; عنوان البريد الإلكتروني; بريد إلكتروني",
    "upn": "participant id (upn); participant id; participantid; id de participant (upn); "
    "id. de participante (upn); идентификатор участника (upn); 参与者 id (upn); معرف المشارك (upn)",
    "joined": "join time; time joined; joined; joined at; heure d'arrivée; heure de participation; "
    "heure de connexion; heure d'entrée; hora de unión; hora de entrada; hora de incorporación; "
    "hora en que se unió; время присоединения; время входа; время подключения; 加入时间; 进入时间; وقت الانضمام; "
    "وقت الدخول; beitrittszeit; beitrittszeitpunkt; uhrzeit des beitritts",
    "left": "leave time; time left; left; left at; heure de départ; heure de sortie; heure de déconnexion; "
    "hora de salida; hora de abandono; время выхода; время отключения; 离开时间; 退出时间; وقت المغادرة; "
    "وقت الخروج; austrittszeit; zeitpunkt des verlassens; uhrzeit des verlassens",
    "first_joined": "first join; première participation; première connexion; première arrivée; primera unión; "
    "primera entrada; первое присоединение; первый вход; 首次加入; أول انضمام; erster beitritt; erste teilnahme",
    "last_left": "last leave; dernier départ; dernière sortie; última salida; último abandono; последний выход; "
    "最后离开; آخر مغادرة; letztes verlassen",
    "minutes": "duration; duration (minutes); time in session (minutes); attendance duration; durée; "
    "durée (minutes); duración; duración (minutos); длительность; продолжительность; "
    "продолжительность (минуты); 持续时间; 持续时间（分钟）; المدة; المدة (بالدقائق)",
    "total": "total duration (minutes); durée totale (minutes); duración total (minutos); "
    "общая продолжительность (минуты); 总时长（分钟）; إجمالي المدة (بالدقائق)",
    "attended": "attended; a participé; asistió; присутствовал; 已参加; حضر",
    "status": "approval status",
    "waiting": "in waiting room; dans la salle d'attente; en la sala de espera; в зале ожидания; 在等候室; "
    "在等候室中; في غرفة الانتظار",
    "country": "country/region name; country/region; country; pays; pays/région; país; país/región; страна; "
    "страна/регион; 国家; 国家/地区; البلد; البلد/المنطقة",
    "organization": "organization; organisation; company; organización; организация; 组织; المنظمة",
    "role": "role; rôle; rol; роль; 角色; الدور; rolle",
    "visit": "sessionid; session id",
    "room": "session name; breakout room; breakout session name",
    "title": "event name; meeting name",
    "action": "user action; action; action de l'utilisateur; acción del usuario; действие пользователя; 用户操作; "
    "إجراء المستخدم; benutzeraktion",
    "at": "timestamp; horodatage; marca de tiempo; метка времени; 时间戳; الطابع الزمني; zeitstempel",
    "at_utc": "utceventtimestamp; utc event timestamp",
    "connection": "connection type",
    "reference": "registration; reference; customer key; customerkey; external id; entry link; registrant id",
}
FIELDS: Final = {
    one.strip(): name
    for name, words in HEADINGS.items()
    for one in words.casefold().split(";")
    if one.strip()
}
SECTIONS: Final[dict[str, str]] = {
    "host details": STAFF,
    "panelist details": PANELIST,
    "panellist details": PANELIST,
    "attendee details": PARTICIPANT,
    "other attended": PARTICIPANT,
    "détails de l'hôte": STAFF,
    "détails du panéliste": PANELIST,
    "détails du participant": PARTICIPANT,
    "detalles del anfitrión": STAFF,
    "detalles del panelista": PANELIST,
    "detalles del asistente": PARTICIPANT,
}
ROLE_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("organizer", "organiser", "organisateur", "organizador", "организатор", "组织者", "المنظم", "منظم"),
        STAFF,
    ),
    **dict.fromkeys(
        ("co-organizer", "producer", "host", "co-host", "organisator", "staff", "personal"), STAFF
    ),
    **dict.fromkeys(
        (
            *(
                "presenter",
                "présentateur",
                "moderador",
                "presentador",
                "moderator",
                "докладчик",
                "выступающий",
            ),
            *("演示者", "المقدم", "مقدم", "panelist", "panellist", "speaker", "referent"),
        ),
        PANELIST,
    ),
    **dict.fromkeys(
        ("interpreter", "interprète", "intérprete", "переводчик", "口译员", "مترجم"), "interpreter"
    ),
}
JOINED_WORDS: Final = frozenset(
    (
        *(
            "joined",
            "a rejoint",
            "rejoint",
            "se unió",
            "unido",
            "присоединился",
            "присоединился(-лась)",
            "已加入",
        ),
        *("انضم", "تم الانضمام", "beigetreten"),
    )
)
BEFORE_WORDS: Final = frozenset(
    (
        "joined before",
        "a rejoint avant",
        "se unió antes",
        "присоединился до",
        "之前已加入",
        "انضم قبل",
        "zuvor beigetreten",
    )
)
LEFT_WORDS: Final = frozenset(
    (
        *(
            "left",
            "a quitté",
            "sorti",
            "salió",
            "abandonó",
            "вышел",
            "покинул",
            "已离开",
            "غادر",
            "verlassen",
        ),
        *("hat verlassen", "quitté"),
    )
)
YES: Final = frozenset(("yes", "oui", "sí", "si", "да", "是", "نعم", "y", "true", "1", "ja"))
NO: Final = frozenset(("no", "non", "нет", "否", "لا", "n", "false", "0", "nein"))
SPACES: Final = re.compile(r"[\s\u200e\u200f\ufeff]+")


def fold(text: str) -> str:
    """Fold a heading or a word for comparing."""
    plain = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    return SPACES.sub(" ", plain).strip(' :="').casefold()


def role_of(word: str) -> str:
    """Give the role a platform's word stands for."""
    return ROLE_WORDS.get(fold(word), PARTICIPANT)
