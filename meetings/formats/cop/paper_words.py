"""The words of badges, letters and the gate's list in six languages; {…} are filled with facts.

Names stand alone, bent by nothing, and no sentence needs to know whether somebody is a man or a woman.
"""

from typing import Final

Words = dict[str, str]

CATEGORIES: Final[dict[str, Words]] = {
    "ar": {
        "government": "حكومة",
        "un": "الأمم المتحدة",
        "igo": "منظمة حكومية دولية",
        "ngo": "منظمة غير حكومية",
        "iplc": "الشعوب الأصلية والمجتمعات المحلية",
        "business": "الأعمال والصناعة",
        "research": "بحوث",
        "media": "وسائط الإعلام",
        "other": "أخرى",
    },
    "zh": {
        "government": "政府",
        "un": "联合国",
        "igo": "政府间组织",
        "ngo": "非政府组织",
        "iplc": "土著人民和地方社区",
        "business": "工商界",
        "research": "研究机构",
        "media": "媒体",
        "other": "其他",
    },
    "en": {
        "government": "Government",
        "un": "United Nations",
        "igo": "Intergovernmental organization",
        "ngo": "Non-governmental organization",
        "iplc": "Indigenous Peoples and local communities",
        "business": "Business and industry",
        "research": "Research",
        "media": "Media",
        "other": "Other",
    },
    "fr": {
        "government": "Gouvernement",
        "un": "Nations Unies",
        "igo": "Organisation intergouvernementale",
        "ngo": "Organisation non gouvernementale",
        "iplc": "Peuples autochtones et communautés locales",
        "business": "Entreprises et industrie",
        "research": "Recherche",
        "media": "Médias",
        "other": "Autre",
    },
    "ru": {
        "government": "Правительство",
        "un": "Организация Объединённых Наций",
        "igo": "Межправительственная организация",
        "ngo": "Неправительственная организация",
        "iplc": "Коренные народы и местные общины",
        "business": "Деловые круги и промышленность",
        "research": "Наука",
        "media": "СМИ",
        "other": "Другое",
    },
    "es": {
        "government": "Gobierno",
        "un": "Naciones Unidas",
        "igo": "Organización intergubernamental",
        "ngo": "Organización no gubernamental",
        "iplc": "Pueblos indígenas y comunidades locales",
        "business": "Empresas e industria",
        "research": "Investigación",
        "media": "Medios de comunicación",
        "other": "Otra",
    },
}
ROLES: Final[dict[str, Words]] = {
    "ar": {
        "head": "رئيس الوفد",
        "alternate": "نائب رئيس الوفد",
        "adviser": "مستشار",
        "representative": "ممثل",
    },
    "zh": {"head": "代表团团长", "alternate": "代表团副团长", "adviser": "顾问", "representative": "代表"},
    "en": {
        "head": "Head of delegation",
        "alternate": "Alternate head of delegation",
        "adviser": "Adviser",
        "representative": "Representative",
    },
    "fr": {
        "head": "Chef de délégation",
        "alternate": "Chef suppléant de la délégation",
        "adviser": "Conseiller",
        "representative": "Représentant",
    },
    "ru": {
        "head": "Глава делегации",
        "alternate": "Заместитель главы делегации",
        "adviser": "Советник",
        "representative": "Представитель",
    },
    "es": {
        "head": "Jefe de la delegación",
        "alternate": "Jefe adjunto de la delegación",
        "adviser": "Asesor",
        "representative": "Representante",
    },
}
BADGES: Final[dict[str, Words]] = {
    "ar": {
        "badges": "شارات",
        "qr": "رمز مربع للشارة {code}",
        "photo": "صورة حامل الشارة",
        "demonstration": "عرض توضيحي",
        "list": "قائمة المدخل",
        "list_hint": "تُستخدم عندما ينقطع الاتصال: ضع علامة أمام من يحضر، ثم أدخل رموزهم لاحقاً لليوم نفسه.",
        "day": "اليوم",
        "entrance": "المدخل",
        "name": "الاسم",
        "of": "البلد أو المنظمة",
        "category": "الفئة",
        "code": "الرمز",
        "people": "عدد الشارات: {number}",
        "as_of": "الحالة في {time}",
    },
    "zh": {
        "badges": "证件",
        "qr": "证件{code}的二维码",
        "photo": "持证人照片",
        "demonstration": "演示",
        "list": "入口名单",
        "list_hint": "网络中断时使用：在到场者前打勾，之后按当日补录其代码。",
        "day": "日期",
        "entrance": "入口",
        "name": "姓名",
        "of": "国家或组织",
        "category": "类别",
        "code": "代码",
        "people": "证件数：{number}",
        "as_of": "截至{time}",
    },
    "en": {
        "badges": "Badges",
        "qr": "Square code of badge {code}",
        "photo": "Photo of the bearer",
        "demonstration": "Demonstration",
        "list": "List for the gate",
        "list_hint": (
            "For when the line is down: tick who comes, and enter their codes afterwards for the same day."
        ),
        "day": "Day",
        "entrance": "Entrance",
        "name": "Name",
        "of": "Country or organization",
        "category": "Category",
        "code": "Code",
        "people": "Badges: {number}",
        "as_of": "As of {time}",
    },
    "fr": {
        "badges": "Badges",
        "qr": "Code carré du badge {code}",
        "photo": "Photo de la personne",
        "demonstration": "Démonstration",
        "list": "Liste pour l’entrée",
        "list_hint": (
            "Si la connexion est coupée : cochez qui arrive, puis saisissez ensuite leurs codes "
            "pour le même jour."
        ),
        "day": "Jour",
        "entrance": "Entrée",
        "name": "Nom",
        "of": "Pays ou organisation",
        "category": "Catégorie",
        "code": "Code",
        "people": "Badges : {number}",
        "as_of": "État au {time}",
    },
    "ru": {
        "badges": "Пропуска",
        "qr": "Квадратный код пропуска {code}",
        "photo": "Фотография владельца",
        "demonstration": "Демонстрация",
        "list": "Список для входа",
        "list_hint": "Если связь прервана: отметьте пришедших, а затем введите их коды за тот же день.",
        "day": "День",
        "entrance": "Вход",
        "name": "Имя",
        "of": "Страна или организация",
        "category": "Категория",
        "code": "Код",
        "people": "Пропусков: {number}",
        "as_of": "По состоянию на {time}",
    },
    "es": {
        "badges": "Distintivos",
        "qr": "Código cuadrado del distintivo {code}",
        "photo": "Foto de la persona",
        "demonstration": "Demostración",
        "list": "Lista para la entrada",
        "list_hint": (
            "Para cuando falle la conexión: marque quién llega e introduzca después sus códigos "
            "para el mismo día."
        ),
        "day": "Día",
        "entrance": "Entrada",
        "name": "Nombre",
        "of": "País u organización",
        "category": "Categoría",
        "code": "Código",
        "people": "Distintivos: {number}",
        "as_of": "Situación a {time}",
    },
}
LETTERS: Final[dict[str, Words]] = {
    "ar": {
        "acknowledgement": "إشعار باستلام التسجيل",
        "visa": "رسالة دعم لطلب تأشيرة",
        "lead_acknowledgement": "تؤكد الأمانة تسجيل الشخص المذكور أدناه وقبول مشاركته في الاجتماع التالي.",
        "lead_visa": (
            "إلى من يهمه الأمر: قُبلت مشاركة الشخص المذكور أدناه في الاجتماع التالي. ونكون ممتنين "
            "لكل مساعدة تُقدَّم في منح التأشيرة اللازمة."
        ),
        "name": "الاسم",
        "function": "المنصب",
        "role": "الصفة",
        "of": "الوفد",
        "meeting": "الاجتماع",
        "dates": "التواريخ",
        "place": "المكان",
        "online": "عبر الإنترنت",
        "passport": "رقم جواز السفر",
        "end_acknowledgement": "تُسلَّم الشارة عند المدخل مقابل إثبات الهوية.",
        "end_visa": "تؤكد هذه الرسالة قبول المشاركة فقط، ولا تترتب عليها أي مسؤولية مالية على الأمانة.",
        "issued": "صدرت في {date}",
        "code": "رمز التحقق",
        "verify": "للتحقق من هذه الرسالة:",
        "qr": "رمز مربع يقود إلى صفحة التحقق",
        "demonstration": "عرض توضيحي: الأشخاص والأرقام مختلقون.",
    },
    "zh": {
        "acknowledgement": "注册确认函",
        "visa": "签证申请支持函",
        "lead_acknowledgement": "秘书处确认，下列人员已注册并获准参加下述会议。",
        "lead_visa": "敬启者：下列人员已获准参加下述会议。如蒙在签发所需签证方面提供协助，我们将不胜感激。",
        "name": "姓名",
        "function": "职务",
        "role": "身份",
        "of": "代表团",
        "meeting": "会议",
        "dates": "日期",
        "place": "地点",
        "online": "在线",
        "passport": "护照号码",
        "end_acknowledgement": "凭身份证件在入口处领取证件。",
        "end_visa": "本函仅确认获准与会，秘书处不因此承担任何财务责任。",
        "issued": "签发日期：{date}",
        "code": "验证码",
        "verify": "查验本函：",
        "qr": "通往查验页面的二维码",
        "demonstration": "演示：人物和数字均为虚构。",
    },
    "en": {
        "acknowledgement": "Acknowledgement of registration",
        "visa": "Letter in support of a visa application",
        "lead_acknowledgement": (
            "The Secretariat confirms that the person named below is registered and accredited for "
            "the following meeting."
        ),
        "lead_visa": (
            "To whom it may concern: the person named below is accredited to take part in the "
            "following meeting. Any assistance in issuing the visa that is needed would be "
            "appreciated."
        ),
        "name": "Name",
        "function": "Function",
        "role": "Role",
        "of": "Delegation",
        "meeting": "Meeting",
        "dates": "Dates",
        "place": "Place",
        "online": "Online",
        "passport": "Passport number",
        "end_acknowledgement": "The badge is handed over at the entrance against proof of identity.",
        "end_visa": (
            "This letter confirms accreditation only; no financial responsibility of the "
            "Secretariat follows from it."
        ),
        "issued": "Issued on {date}",
        "code": "Code",
        "verify": "To check this letter:",
        "qr": "Square code that leads to the page for checking",
        "demonstration": "Demonstration: people and figures are invented.",
    },
    "fr": {
        "acknowledgement": "Accusé de réception de l’inscription",
        "visa": "Lettre à l’appui d’une demande de visa",
        "lead_acknowledgement": (
            "Le Secrétariat confirme que la personne nommée ci-dessous est inscrite et accréditée "
            "pour la réunion suivante."
        ),
        "lead_visa": (
            "À qui de droit : la personne nommée ci-dessous est accréditée pour participer à la "
            "réunion suivante. Toute aide à la délivrance du visa nécessaire serait appréciée."
        ),
        "name": "Nom",
        "function": "Fonction",
        "role": "Qualité",
        "of": "Délégation",
        "meeting": "Réunion",
        "dates": "Dates",
        "place": "Lieu",
        "online": "En ligne",
        "passport": "Numéro de passeport",
        "end_acknowledgement": "Le badge est remis à l’entrée sur présentation d’une pièce d’identité.",
        "end_visa": (
            "La présente lettre ne confirme que l’accréditation ; elle n’entraîne aucune "
            "responsabilité financière du Secrétariat."
        ),
        "issued": "Délivrée le {date}",
        "code": "Code",
        "verify": "Pour vérifier cette lettre :",
        "qr": "Code carré qui mène à la page de vérification",
        "demonstration": "Démonstration : personnes et chiffres sont inventés.",
    },
    "ru": {
        "acknowledgement": "Подтверждение регистрации",
        "visa": "Письмо в поддержку ходатайства о визе",
        "lead_acknowledgement": (
            "Секретариат подтверждает регистрацию и аккредитацию указанного ниже лица на следующее совещание."
        ),
        "lead_visa": (
            "По месту требования: указанное ниже лицо аккредитовано для участия в следующем "
            "совещании. Будем признательны за содействие в выдаче необходимой визы."
        ),
        "name": "Имя",
        "function": "Должность",
        "role": "Роль",
        "of": "Делегация",
        "meeting": "Совещание",
        "dates": "Даты",
        "place": "Место",
        "online": "Онлайн",
        "passport": "Номер паспорта",
        "end_acknowledgement": "Пропуск выдаётся у входа по предъявлении документа, удостоверяющего личность.",
        "end_visa": (
            "Письмо подтверждает только аккредитацию; никакой финансовой ответственности "
            "Секретариата из него не следует."
        ),
        "issued": "Выдано {date}",
        "code": "Код",
        "verify": "Проверить это письмо:",
        "qr": "Квадратный код, ведущий на страницу проверки",
        "demonstration": "Демонстрация: люди и цифры вымышлены.",
    },
    "es": {
        "acknowledgement": "Acuse de recibo de la inscripción",
        "visa": "Carta de apoyo a una solicitud de visado",
        "lead_acknowledgement": (
            "La Secretaría confirma que la persona mencionada a continuación está inscrita y "
            "acreditada para la siguiente reunión."
        ),
        "lead_visa": (
            "A quien corresponda: la persona mencionada a continuación está acreditada para "
            "participar en la siguiente reunión. Se agradecerá toda ayuda para la expedición del "
            "visado necesario."
        ),
        "name": "Nombre",
        "function": "Cargo",
        "role": "Calidad",
        "of": "Delegación",
        "meeting": "Reunión",
        "dates": "Fechas",
        "place": "Lugar",
        "online": "En línea",
        "passport": "Número de pasaporte",
        "end_acknowledgement": (
            "El distintivo se entrega en la entrada contra presentación de un documento de identidad."
        ),
        "end_visa": (
            "La presente carta solo confirma la acreditación; de ella no se deriva responsabilidad "
            "financiera alguna de la Secretaría."
        ),
        "issued": "Expedida el {date}",
        "code": "Código",
        "verify": "Para comprobar esta carta:",
        "qr": "Código cuadrado que lleva a la página de comprobación",
        "demonstration": "Demostración: las personas y las cifras son inventadas.",
    },
}
