"""Other ways in which countries are written: alpha-3 codes, long and former names, and what a person has to settle."""

from typing import Final

# Alpha-2 and alpha-3 of ISO 3166-1, written as one word.
ALPHA: Final = (
    "ADAND AEARE AFAFG AGATG ALALB AMARM AOAGO ARARG ATAUT AUAUS AZAZE BABIH BBBRB BDBGD BEBEL BFBFA "
    "BGBGR BHBHR BIBDI BJBEN BNBRN BOBOL BRBRA BSBHS BTBTN BWBWA BYBLR BZBLZ CACAN CDCOD CFCAF CGCOG "
    "CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA "
    "DODOM DZDZA ECECU EEEST EGEGY ERERI ESESP ETETH FIFIN FJFJI FMFSM FRFRA GAGAB GBGBR GDGRD GEGEO "
    "GHGHA GMGMB GNGIN GQGNQ GRGRC GTGTM GWGNB GYGUY HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR ININD "
    "IQIRQ IRIRN ISISL ITITA JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT "
    "KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE "
    "MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MRMRT MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NENER "
    "NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PGPNG PHPHL PKPAK PLPOL PSPSE "
    "PTPRT PWPLW PYPRY QAQAT ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SISVN SKSVK "
    "SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SYSYR SZSWZ TDTCD TGTGO THTHA TJTJK TLTLS TMTKM "
    "TNTUN TOTON TRTUR TTTTO TVTUV TZTZA UAUKR UGUGA USUSA UYURY UZUZB VAVAT VCVCT VEVEN VNVNM VUVUT "
    "WSWSM YEYEM ZAZAF ZMZMB ZWZWE "
)
# Long, short and former names that no language's list of short names has; republics and kingdoms of a short name
# need none. Sources: UNTERM, ISO 3166-3 (former names), common abbreviations.
ALIASES: Final[dict[str, str]] = {
    "AE": "UAE|Emirates|Émirats arabes unis|EAU|ОАЭ|阿联酋",
    "AG": "Antigua & Barbuda|Antigua",
    "AR": "Argentine Republic|Argentine|República Argentina|République argentine|Аргентинская Республика",
    "AU": "Commonwealth of Australia",
    "BA": "Bosnia|Bosnia-Herzegovina|Bosnie",
    "BF": "Upper Volta|Haute-Volta",
    "BJ": "Dahomey",
    "BN": "Brunei|Negara Brunei Darussalam",
    "BO": "Bolivia|Bolivie|Боливия|玻利维亚|بوليفيا",
    "BS": "The Bahamas|Commonwealth of the Bahamas",
    "BY": "Byelorussia|Biélorussie|Bielorrusia|Белоруссия",
    "CD": "DRC|DR Congo|Congo DR|RDC|RD Congo|Congo-Kinshasa|Congo (Kinshasa)|Zaire|Zaïre|ДРК|ДР Конго|刚果（金）"
    "|Congo, the Democratic Republic of the|Democratic Congo",
    "CF": "Centrafrique|ЦАР|中非",
    "CG": "Republic of the Congo|Congo-Brazzaville|Congo (Brazzaville)|République du Congo|República del Congo"
    "|Республика Конго|刚果（布）|刚果共和国|جمهورية الكونغو",
    "CH": "Swiss Confederation|Confédération suisse|Confederación Suiza|Швейцарская Конфедерация"
    "|瑞士联邦|الاتحاد السويسري",
    "CI": "Ivory Coast|Republic of Côte d'Ivoire|Costa de Marfil|Берег Слоновой Кости|象牙海岸|ساحل العاج",
    "CN": "People's Republic of China|PRC|République populaire de Chine|República Popular China"
    "|Китайская Народная Республика|КНР|中华人民共和国|جمهورية الصين الشعبية",
    "CV": "Cape Verde|Cap-Vert|Cabo Verde|Кабо-Верде|佛得角",
    "CZ": "Czech Republic|République tchèque|República Checa|Чешская Республика|Чехия|捷克共和国|捷克",
    "DE": "Federal Republic of Germany|Germany (Federal Republic of)|FRG|République fédérale d'Allemagne"
    "|República Federal de Alemania|ФРГ|Федеративная Республика Германия|德意志联邦共和国|German Democratic Republic",
    "DM": "Commonwealth of Dominica",
    "DO": "Dominican Rep.|República Dominicana|République dominicaine",
    "EG": "Arab Republic of Egypt|République arabe d'Égypte|República Árabe de Egipto|Арабская Республика Египет",
    "ES": "Kingdom of Spain|Royaume d'Espagne|Reino de España|Королевство Испания|西班牙王国",
    "EU": "European Community|European Economic Community|UE|ЕС|Communauté européenne|欧洲联盟|欧洲共同体",
    "FM": "Federated States of Micronesia|FSM|Micronesia",
    "FR": "French Republic|République française|República Francesa|Французская Республика|法兰西共和国"
    "|الجمهورية الفرنسية",
    "GB": "United Kingdom|UK|Great Britain|Britain|Royaume-Uni|Grande-Bretagne|Reino Unido|Gran Bretaña"
    "|Соединенное Королевство|Соединённое Королевство|Великобритания|英国|المملكة المتحدة|بريطانيا",
    "GM": "The Gambia|Islamic Republic of the Gambia",
    "GR": "Hellenic Republic|République hellénique|República Helénica|Греческая Республика|希腊共和国",
    "GY": "Co-operative Republic of Guyana|Cooperative Republic of Guyana",
    "IR": "Iran|Islamic Republic of Iran|République islamique d'Iran|República Islámica del Irán|Иран|伊朗|إيران",
    "IT": "Italian Republic|République italienne|República Italiana|Итальянская Республика",
    "JO": "Hashemite Kingdom of Jordan",
    "KG": "Kyrgyz Republic|République kirghize|República Kirguisa|Киргизия|Киргизская Республика|Kirghizistan",
    "KH": "Kampuchea|Democratic Kampuchea",
    "KN": "St Kitts and Nevis|St. Kitts & Nevis|Saint Christopher and Nevis|Federation of Saint Kitts and Nevis",
    "KP": "DPRK|DPR Korea|North Korea|Corée du Nord|Corea del Norte|КНДР|Северная Корея|朝鲜|كوريا الشمالية"
    "|Korea (Democratic People's Republic of)",
    "KR": "ROK|South Korea|Korea (Republic of)|Corée du Sud|Corea del Sur|Южная Корея|韩国|大韩民国|كوريا الجنوبية",
    "LA": "Laos|Lao PDR|Lao|Лаос|老挝|لاوس",
    "LC": "St Lucia|St. Lucia|Sainte-Lucie",
    "LK": "Ceylon|Ceylan|Democratic Socialist Republic of Sri Lanka",
    "LY": "Libyan Arab Jamahiriya|Libyan Arab Republic|Jamahiriya arabe libyenne",
    "MD": "Moldova|Moldavia|Moldavie|Молдавия|Молдова|摩尔多瓦|مولدوفا",
    "MK": "Macedonia|Republic of Macedonia|The former Yugoslav Republic of Macedonia|TFYROM|FYROM"
    "|ex-République yougoslave de Macédoine|la ex República Yugoslava de Macedonia|Македония",
    "MM": "Burma|Birmanie|Birmania|Union of Myanmar|Бирма|缅甸联邦",
    "MX": "United Mexican States|Méjico|Estados Unidos Mexicanos",
    "NL": "Holland|The Netherlands|Netherlands|Kingdom of the Netherlands|Pays-Bas|Países Bajos|Нидерланды|Голландия"
    "|荷兰|荷兰王国|هولندا|مملكة هولندا",
    "PG": "Independent State of Papua New Guinea|PNG",
    "PS": "Palestine|Palestina|Палестина|巴勒斯坦|فلسطين",
    "PT": "Portuguese Republic|República Portuguesa|République portugaise|Португальская Республика",
    "RU": "Russia|Russian Fed.|Russie|Rusia|Россия|РФ|俄罗斯|روسيا",
    "SK": "Slovak Republic|République slovaque|República Eslovaca|Словацкая Республика|斯洛伐克共和国",
    "SR": "Surinam",
    "ST": "São Tomé and Príncipe|Sao Tome & Principe|São Tomé",
    "SY": "Syria|Syrie|Siria|Сирия|叙利亚|سوريا|سورية",
    "SZ": "Swaziland|Kingdom of Swaziland|Souaziland|Swazilandia|Свазиленд|斯威士兰|سوازيلند",
    "TH": "Siam",
    "TL": "East Timor|Timor oriental|Timor Oriental|Восточный Тимор|东帝汶|تيمور الشرقية",
    "TR": "Turkey|Turkiye|Turquie|Turquía|Турция|土耳其|تركيا",
    "TT": "Trinidad",
    "TZ": "Tanzania|Tanzanie|Tanzanía|Танзания|坦桑尼亚|تنزانيا",
    "UA": "Ukrainian Soviet Socialist Republic",
    "US": "USA|U.S.A.|U.S.|United States|États-Unis|Estados Unidos|EE.UU.|EEUU|EUA|США|Соединенные Штаты"
    "|Соединённые Штаты Америки|美国|الولايات المتحدة|America",
    "UY": "Eastern Republic of Uruguay|Oriental Republic of Uruguay|República Oriental del Uruguay",
    "VA": "Vatican|Vatican City|Vatican City State|Vaticano|Ватикан|梵蒂冈|الفاتيكان",
    "VC": "St Vincent|St. Vincent & the Grenadines",
    "VE": "Venezuela|Bolivarian Republic of Venezuela|Венесуэла|委内瑞拉|فنزويلا",
    "VN": "Vietnam|Socialist Republic of Viet Nam|Viêt Nam|Viet-Nam|Вьетнам|越南|فييت نام|فيتنام",
    "WS": "Western Samoa|Independent State of Samoa",
    "ZW": "Rhodesia|Southern Rhodesia",
}
# What no table settles: several States, those that followed, or a territory a State may speak for.
UNSETTLED: Final[dict[str, str]] = {
    "Korea|Corée|Corea|Корея|كوريا": "KP KR",
    "Czechoslovakia|Tchécoslovaquie|Checoslovaquia|Чехословакия": "CZ SK",
    "Yugoslavia|Socialist Federal Republic of Yugoslavia|Federal Republic of Yugoslavia|Югославия": "BA HR ME MK RS SI",
    "Serbia and Montenegro|Serbie-et-Monténégro": "ME RS",
    "USSR|Soviet Union|Union of Soviet Socialist Republics|URSS|СССР": "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ",
    "Republic of China|Taiwan|Taiwan Province of China|Hong Kong|Hong Kong SAR|Macao|Macau|中华民国|台湾": "CN",
    "England|Scotland|Wales|Northern Ireland|Gibraltar|Bermuda|Cayman Islands|Isle of Man|Jersey|Guernsey": "GB",
    "Greenland|Faroe Islands": "DK",
    "Aruba|Curaçao|Sint Maarten|Netherlands Antilles": "NL",
    "New Caledonia|French Polynesia|Réunion|Martinique|Guadeloupe|French Guiana": "FR",
    "Puerto Rico|Guam|American Samoa|United States Virgin Islands": "US",
    "Tokelau": "NZ",
}
# Words of what a State is, by which its long name differs from its short one; folded.
FORM_WORDS: Final = (
    "republic|rep|kingdom|state|states|federal|federation|federative|democratic|people|peoples|islamic|arab|"
    "socialist|sultanate|principality|commonwealth|union|plurinational|bolivarian|united|grand|duchy|hashemite|"
    "independent|confederation|"
    "republique|royaume|etat|federale|democratique|populaire|islamique|arabe|principaute|sultanat|unie|"
    "republica|reino|estado|democratica|popular|islamica|principado|sultanato|unida|plurinacional|bolivariana|"
    "республика|королевство|государство|федеративная|демократическая|народная|исламская|социалистическая|"
    "княжество|султанат|арабская|объединенная|"
    "جمهوريه|مملكه|دوله|سلطنه|اتحاديه|ديمقراطيه|شعبيه|اسلاميه|عربيه|اماره"
)
FORMS: Final = frozenset(FORM_WORDS.split("|"))
# The same at the end of Chinese names, the longest first.
ENDINGS: Final = (
    "联邦民主共和国",
    "民主人民共和国",
    "伊斯兰共和国",
    "联邦共和国",
    "人民共和国",
    "民主共和国",
    "共和国",
    "王国",
    "大公国",
    "公国",
    "国",
)
SMALL_WORDS: Final = "of|the|and|et|y|e|и|de|del|du|des|la|le|les|el|los|las|da|do"
SMALL: Final = frozenset(SMALL_WORDS.split("|"))
