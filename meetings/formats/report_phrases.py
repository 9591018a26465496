"""The sentences of a report's paragraph in six languages; {…} are filled with numbers, days and nouns that bend."""

from typing import Final

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "held": "{title} ({dates}) comprised {sessions} with {hours} of scheduled time.",
        "held_undated": "{title} comprised {sessions} with {hours} of scheduled time.",
        "twice": "With those that were held more than once ({twice}), the programme was given at {slots}.",
        "filled_in": "Part of this was filled in where no source was found: {names}.",
        "people": "{participants} from {countries} took part. Over all times this makes {attendances}, "
        "as a person who came several times is one participant and is counted at each time.",
        "people_only": "{participants} from {countries} took part.",
        "partly": "Who came was recorded for {known} of {slots}.",
        "parties": "Through participants from their governments, {parties} followed the discussions.",
        "registrations": "There were {registrations}, counted as people × sessions.",
        "stayed": "Of those who came to a session, {stayed} stayed for at least {share} of its "
        "scheduled time.",
        "answered": "The surveys brought {answers}.",
        "panelists": "The panels were formed by {panelists} known by name.",
        "published": "Figures published for {known} of {slots} add up to {attendances}; these are "
        "attendances and not different people, and were not counted here.",
        "published_registrations": "Figures published for {known} of {slots} give {registrations}.",
        "unidentified": "A further {unidentified} in the lists of attendance could be matched to nobody and "
        "are not part of these figures.",
        "reported": "Reported by others and not counted here: {figures}.",
        "figure": "{name}: {figure} ({source})",
        "unknown": "Not recorded: {names}.",
        "incomplete": "Only sessions for which a source was found are listed, so that the season may have "
        "had more.",
        "unfinished": "The season continues; these are the figures of {day}.",
        "invented": "All of these figures are invented, for a demonstration.",
        "comma": ", ",
        "semicolon": "; ",
        "space": " ",
    },
    "fr": {
        "held": "La série « {title} » ({dates}) a compté {sessions} pour {hours} de programme.",
        "held_undated": "La série « {title} » a compté {sessions} pour {hours} de programme.",
        "twice": "Avec celles qui ont été tenues plus d’une fois ({twice}), le programme a été "
        "proposé à {slots}.",
        "filled_in": "Une partie de ces données a été complétée faute de source : {names}.",
        "people": "{participants} de {countries} y ont pris part. Sur l’ensemble des horaires, cela "
        "représente {attendances}, une personne venue plusieurs fois étant un seul "
        "participant, compté à chaque horaire.",
        "people_only": "{participants} de {countries} y ont pris part.",
        "partly": "La participation a été enregistrée pour {known} sur {slots}.",
        "parties": "Représentées par des participants de leurs gouvernements, {parties} ont suivi les "
        "débats.",
        "registrations": "Le programme a suscité {registrations}, comptées en personnes × séances.",
        "stayed": "Parmi les personnes venues à une séance, {stayed} sont restées au moins {share} de "
        "la durée prévue.",
        "answered": "Les enquêtes ont recueilli {answers}.",
        "panelists": "Les tables rondes ont réuni {panelists} dont le nom est connu.",
        "published": "Les chiffres publiés pour {known} sur {slots} totalisent {attendances} ; il s’agit "
        "de présences et non de personnes différentes, et elles n’ont pas été comptées ici.",
        "published_registrations": "Les chiffres publiés pour {known} sur {slots} font état de {registrations}."
        "Les chiffres publiés pour {known} sur {slots} font état de {registrations}.",
        "unidentified": "Les listes de présence contiennent en outre {unidentified} qui n’ont pu être "
        "rattachées à personne et ne figurent pas dans ces chiffres.",
        "reported": "Chiffres communiqués par d’autres et non comptés ici : {figures}.",
        "figure": "{name} : {figure} ({source})",
        "unknown": "Non enregistré : {names}.",
        "incomplete": "Seules figurent les séances pour lesquelles une source a été trouvée ; la saison a "
        "pu en compter davantage.",
        "unfinished": "La saison se poursuit ; ces chiffres sont ceux du {day}.",
        "invented": "Tous ces chiffres sont inventés, aux fins d’une démonstration.",
        "comma": ", ",
        "semicolon": " ; ",
        "space": " ",
    },
    "es": {
        "held": "El ciclo «{title}» ({dates}) comprendió {sessions} con {hours} de programa.",
        "held_undated": "El ciclo «{title}» comprendió {sessions} con {hours} de programa.",
        "twice": "Con las que se celebraron más de una vez ({twice}), el programa se ofreció en {slots}.",
        "filled_in": "A falta de fuentes, se completó una parte de estos datos: {names}.",
        "people": "Participación: {participants} de {countries}. En el conjunto de los horarios son "
        "{attendances}, pues quien acudió varias veces es un solo participante y se cuenta "
        "en cada horario.",
        "people_only": "Participación: {participants} de {countries}.",
        "partly": "La asistencia se registró en {known} de {slots}.",
        "parties": "Los gobiernos de {parties} siguieron los debates.",
        "registrations": "Hubo {registrations}, contadas como personas × sesiones.",
        "stayed": "De quienes acudieron a una sesión, el {stayed} permaneció al menos el {share} del "
        "tiempo previsto.",
        "answered": "Las encuestas recabaron {answers}.",
        "panelists": "Integraron los paneles {panelists} de nombre conocido.",
        "published": "Las cifras publicadas para {known} de {slots} suman {attendances}; se trata de "
        "asistencias y no de personas distintas, y no se contaron aquí.",
        "published_registrations": "Las cifras publicadas para {known} de {slots} indican {registrations}.",
        "unidentified": "Las listas de asistencia contienen además {unidentified} que no pudieron atribuirse "
        "a nadie y no forman parte de estas cifras.",
        "reported": "Cifras comunicadas por otros y no contadas aquí: {figures}.",
        "figure": "{name}: {figure} ({source})",
        "unknown": "Sin registro: {names}.",
        "incomplete": "Solo figuran las sesiones de las que se halló una fuente, por lo que pudo haber más."
        "Solo figuran las sesiones de las que se halló una fuente, por lo que pudo haber más.",
        "unfinished": "La temporada continúa; estas cifras corresponden al {day}.",
        "invented": "Todas estas cifras son inventadas, con fines de demostración.",
        "comma": ", ",
        "semicolon": "; ",
        "space": " ",
    },
    "ru": {
        "held": "{title} ({dates}): {sessions}, {hours} по расписанию.",
        "held_undated": "{title}: {sessions}, {hours} по расписанию.",
        "twice": "С учётом заседаний, проведённых более одного раза ({twice}), программа включала {slots}.",
        "filled_in": "При отсутствии источника часть этих данных была восполнена: {names}.",
        "people": "В программе приняли участие {participants} из {countries}. По всем сеансам это "
        "составляет {attendances}: тот, кто приходил несколько раз, — один участник, "
        "учтённый на каждом сеансе.",
        "people_only": "В программе приняли участие {participants} из {countries}.",
        "partly": "Присутствие зафиксировано для {known} из общего числа: {slots}.",
        "parties": "Стороны, правительства которых следили за обсуждениями: {parties}.",
        "registrations": "Всего подано: {registrations} (люди × заседания).",
        "stayed": "Из пришедших на заседание {stayed} оставались не менее {share} запланированного времени.",
        "answered": "По итогам опросов получено: {answers}.",
        "panelists": "В дискуссиях выступали: {panelists}, известных поимённо.",
        "published": "Данные, опубликованные по {known} из общего числа ({slots}), составляют в сумме "
        "{attendances}; это посещения, а не разные люди, и здесь они не подсчитывались.",
        "published_registrations": "По данным, опубликованным по {known} из общего числа ({slots}): {registrations}."
        "По данным, опубликованным по {known} из общего числа ({slots}): {registrations}.",
        "unidentified": "Кроме того, в списках присутствия остались записи, которые не удалось отнести ни к "
        "кому и которые не входят в эти данные: {unidentified}.",
        "reported": "Сообщено другими и здесь не подсчитано: {figures}.",
        "figure": "{name}: {figure} ({source})",
        "unknown": "Нет данных: {names}.",
        "incomplete": "Указаны лишь заседания, по которым найден источник; в сезоне их могло быть больше.",
        "unfinished": "Сезон продолжается; по состоянию на {day} данные таковы.",
        "invented": "Все эти данные вымышлены и служат для демонстрации.",
        "comma": ", ",
        "semicolon": "; ",
        "space": " ",
    },
    "zh": {
        "held": "{title}（{dates}）共举行{sessions}，预定时长共计{hours}。",
        "held_undated": "{title}共举行{sessions}，预定时长共计{hours}。",
        "twice": "部分会议举行了不止一场（{twice}次），因此共举行{slots}。",
        "filled_in": "因未找到来源，以下数据部分为推定：{names}。",
        "people": "来自{countries}的{participants}参加了会议。按场次合计为{attendances}"
        "：多次参加者计为一名与会者，并在每场分别计数。",
        "people_only": "来自{countries}的{participants}参加了会议。",
        "partly": "共{slots}，其中{known}场的出席情况有记录。",
        "parties": "{parties}的政府代表关注了讨论。",
        "registrations": "共有{registrations}（人数×会议次数）。",
        "stayed": "在参加会议的人当中，{stayed}停留了预定时间的{share}或以上。",
        "answered": "调查共收到{answers}。",
        "panelists": "{panelists}（姓名已知）参加了专题讨论。",
        "published": "共{slots}，已就其中{known}场公布的数字合计{attendances}"
        "；这是出席人次，而非不同的人数，亦非由本处统计。",
        "published_registrations": "共{slots}，已就其中{known}场公布的数字为{registrations}。",
        "unidentified": "出席名单中另有{unidentified}无法对应到任何人，未计入上述数字。",
        "reported": "以下数字由他方报告，并非由本处统计：{figures}。",
        "figure": "{name}：{figure}（{source}）",
        "unknown": "无记录：{names}。",
        "incomplete": "此处仅列出有来源可查的会议，该季会议可能不止于此。",
        "unfinished": "本季仍在进行；以上为{day}的数字。",
        "invented": "所有数字均为演示而虚构。",
        "comma": "、",
        "semicolon": "；",
        "space": "",
    },
    "ar": {
        "held": "ضم برنامج «{title}» ({dates}) {sessions} بمدة مقررة قدرها {hours}.",
        "held_undated": "ضم برنامج «{title}» {sessions} بمدة مقررة قدرها {hours}.",
        "twice": "ومع احتساب الجلسات التي عُقدت أكثر من مرة (عددها: {twice})، عُقد البرنامج في {slots}.",
        "filled_in": "واستُكمل جزء من هذه البيانات لعدم العثور على مصدر لها: {names}.",
        "people": "وشارك فيه {participants} من {countries}. ويمثل ذلك في مجموع المواعيد {attendances}، "
        "إذ إن من حضر عدة مرات يُحسب مشاركاً واحداً ويُعدّ في كل موعد.",
        "people_only": "وشارك فيه {participants} من {countries}.",
        "partly": "وسُجل الحضور في عدد من المواعيد قدره {known} من أصل {slots}.",
        "parties": "وبلغ عدد الأطراف التي تابعت حكوماتها المناقشات: {parties}.",
        "registrations": "وبلغ عدد التسجيلات (الأشخاص × الجلسات): {registrations}.",
        "stayed": "ومن بين الذين حضروا الجلسات، بقي {stayed} منهم مدة لا تقل عن {share} من الوقت المقرر.",
        "answered": "وبلغ عدد الردود على الاستقصاءات: {answers}.",
        "panelists": "وبلغ عدد المتحدثين المعروفين بأسمائهم: {panelists}.",
        "published": "وتبلغ الأرقام المنشورة عن عدد من المواعيد قدره {known} من أصل {slots} ما مجموعه "
        "{attendances}؛ وهي حالات حضور لا أشخاص مختلفون، ولم تُحسب هنا.",
        "published_registrations": "ويبلغ عدد التسجيلات المنشور عن عدد من المواعيد قدره {known} من أصل {slots}: "
        "{registrations}.",
        "unidentified": "وفي قوائم الحضور قيود أخرى تعذّر نسبتها إلى أحد ولا تدخل في هذه الأرقام، وعددها: "
        "{unidentified}.",
        "reported": "أرقام أبلغت عنها جهات أخرى ولم تُحسب هنا: {figures}.",
        "figure": "{name}: {figure} ({source})",
        "unknown": "بيانات غير مسجلة: {names}.",
        "incomplete": "ولا ترد سوى الجلسات التي عُثر لها على مصدر، وقد يكون الموسم ضم جلسات أخرى.",
        "unfinished": "والموسم مستمر؛ وهذه أرقام يوم {day}.",
        "invented": "وجميع هذه الأرقام مختلقة لأغراض العرض التجريبي.",
        "comma": "، ",
        "semicolon": "؛ ",
        "space": " ",
    },
}
