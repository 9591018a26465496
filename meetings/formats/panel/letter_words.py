"""The words of letters for panellists in six languages, beside those that all letters share (`cop/paper_words`).

Names stand alone, bent by nothing, and no sentence needs to know whether somebody is a man or a woman.
"""

from typing import Final

Words = dict[str, str]

PANEL_LETTERS: Final[dict[str, Words]] = {
    "ar": {
        "invitation": "رسالة دعوة",
        "thanks": "رسالة شكر",
        "lead_invitation": "إلى من يهمه الأمر: الشخص المذكور أدناه مدعو إلى المشاركة في حلقات النقاش التالية.",
        "lead_thanks": "تشكر الأمانة الشخص المذكور أدناه على مشاركته في حلقات النقاش التالية.",
        "end_invitation": "نرجو من المؤسسة التي يعمل بها إتاحة الوقت اللازم لهذه المشاركة.",
        "end_thanks": "مع الشكر على الوقت والمعرفة اللذين أُتيحا للمشاركين.",
        "institute": "المؤسسة",
        "programme": "البرنامج",
        "panel": "الجلسة",
        "more": "وجلسات أخرى: {number}",
        "unsigned": "صادرة عن {issuer}. هذه الرسالة غير موقعة.",
        "speaker": "متحدث في الجلسة",
        "moderator": "إدارة الجلسة",
        "interpreter": "ترجمة شفوية",
        "host": "استضافة",
    },
    "zh": {
        "invitation": "邀请函",
        "thanks": "感谢函",
        "lead_invitation": "致有关方面：谨邀请下述人士参加以下专题小组。",
        "lead_thanks": "秘书处感谢下述人士参加了以下专题小组。",
        "end_invitation": "请其所在机构为此安排时间，谨致谢意。",
        "end_thanks": "感谢您为与会者付出的时间和分享的知识。",
        "institute": "机构",
        "programme": "活动",
        "panel": "会议",
        "more": "另有{number}场",
        "unsigned": "由{issuer}出具。本函未经签署。",
        "speaker": "发言人",
        "moderator": "主持人",
        "interpreter": "口译员",
        "host": "承办人",
    },
    "en": {
        "invitation": "Letter of invitation",
        "thanks": "Letter of thanks",
        "lead_invitation": (
            "To whom it may concern: the person named below is invited to take part in the following panels."
        ),
        "lead_thanks": "The Secretariat thanks the person named below for taking part in the following panels.",
        "end_invitation": "We would be grateful to their institute for making the time for it.",
        "end_thanks": "Thank you for the time and knowledge given to the participants.",
        "institute": "Institute",
        "programme": "Programme",
        "panel": "Session",
        "more": "and {number} more",
        "unsigned": "Issued by {issuer}. This letter is not signed.",
        "speaker": "Speaker",
        "moderator": "Moderator",
        "interpreter": "Interpreter",
        "host": "Host",
    },
    "fr": {
        "invitation": "Lettre d’invitation",
        "thanks": "Lettre de remerciement",
        "lead_invitation": (
            "À qui de droit : la personne nommée ci-dessous est invitée à participer aux panels suivants."
        ),
        "lead_thanks": (
            "Le Secrétariat remercie la personne nommée ci-dessous de sa participation aux panels suivants."
        ),
        "end_invitation": "Nous saurions gré à son institution de lui en laisser le temps.",
        "end_thanks": "Merci du temps et des connaissances offerts aux participants.",
        "institute": "Institution",
        "programme": "Programme",
        "panel": "Séance",
        "more": "et {number} de plus",
        "unsigned": "Délivrée par {issuer}. Cette lettre n’est pas signée.",
        "speaker": "Prise de parole",
        "moderator": "Modération",
        "interpreter": "Interprétation",
        "host": "Accueil",
    },
    "ru": {
        "invitation": "Письмо-приглашение",
        "thanks": "Благодарственное письмо",
        "lead_invitation": (
            "Для предъявления по месту требования: указанное ниже лицо приглашается к участию "
            "в следующих дискуссиях."
        ),
        "lead_thanks": "Секретариат благодарит указанное ниже лицо за участие в следующих дискуссиях.",
        "end_invitation": "Просим учреждение выделить для этого необходимое время.",
        "end_thanks": "Благодарим за время и знания, предоставленные участникам.",
        "institute": "Учреждение",
        "programme": "Программа",
        "panel": "Заседание",
        "more": "и ещё {number}",
        "unsigned": "Выдано: {issuer}. Письмо не подписано.",
        "speaker": "Выступление",
        "moderator": "Ведение дискуссии",
        "interpreter": "Устный перевод",
        "host": "Организация встречи",
    },
    "es": {
        "invitation": "Carta de invitación",
        "thanks": "Carta de agradecimiento",
        "lead_invitation": (
            "A quien corresponda: se invita a la persona nombrada a continuación a participar en los "
            "siguientes paneles."
        ),
        "lead_thanks": (
            "La Secretaría agradece a la persona nombrada a continuación su participación en los "
            "siguientes paneles."
        ),
        "end_invitation": "Agradeceríamos a su institución que le conceda el tiempo necesario.",
        "end_thanks": "Gracias por el tiempo y los conocimientos ofrecidos a los participantes.",
        "institute": "Institución",
        "programme": "Programa",
        "panel": "Sesión",
        "more": "y {number} más",
        "unsigned": "Expedida por {issuer}. Esta carta no está firmada.",
        "speaker": "Intervención",
        "moderator": "Moderación",
        "interpreter": "Interpretación",
        "host": "Acogida",
    },
}
