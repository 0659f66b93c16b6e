"""Japanese: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="ja",
    stop_words="の を に は が で と する した",
    point=".",
    spaceless=True,
    scales={
        "千": 10**3,
        "万": 10**4,
        "億": 10**8,
        "兆": 10**12,
        "百万": 10**6,
        "千億": 10**11,
        "百億": 10**10,
        "十億": 10**9,
        "千万": 10**7,
    },
    abbreviations=ABBREVIATIONS,
    number_words={name: number for number, name in enumerate("一二三四五六七八九十", 1)},
    currencies={
        "円": "JPY",
        "米ドル|ドル": "USD",
        "ユーロ": "EUR",
        "英ポンド|ポンド": "GBP",
        "人民元|元": "CNY",
        "ウォン": "KRW",
        "台湾ドル": "TWD",
        "香港ドル": "HKD",
        "シンガポールドル": "SGD",
        "豪ドル": "AUD",
        "カナダドル": "CAD",
        "スイスフラン": "CHF",
        "インドルピー|ルピー": "INR",
    },
    before={
        UP_TO: "最大で|最大|最高で?|上限|多くて",
        AT_LEAST: "少なくとも|最低でも?|最小で?",
        ABOUT: "約|およそ|おおよそ|ほぼ|推定|概算で?",
    },
    after={
        UP_TO: "以下|未満|以内|まで",
        AT_LEAST: "以上|超|を超える|を超え|を上回る",
        ABOUT: "程度|前後|ほど|近く|規模|弱|強",
    },
    to="から|~|〜|～|-|ないし",
    undisclosed="非公開の金額|金額は非公開",
    accelerators="(?:基|個|枚|台)?の?(?:[a-z0-9-]*)?(?:gpu|チップ|半導体|プロセッサ|アクセラレータ)",
    units=UNITS
    | {
        "メガワット": ("MW", 1),
        "ギガワット": ("MW", 1000),
        "人の雇用|人": ("job", 1),
        "平方メートル": ("m2", 1),
    },
    measures={
        "investment": "投資|出資|資金調達|調達|融資|補助|助成|拠出|建設|設備投資|投じ|支援|整備",
        "revenue": "売上高?|営業利益|純利益|利益|収益|赤字|損失|業績",
        "valuation": "評価額|企業価値|時価総額",
        "price": "価格|株価|配当|1株",
        "market": "市場規模|市場|gdp|経済|防衛",
        "debt": "負債|債務|社債",
        "deal": "買収|取得|売却|受注|契約|購入",
    },
    roles={
        "total": "総額|合計|累計|計",
        "part": "うち|このうち|内訳",
        "restates": "すなわち|換算",
    },
    deadlines="",
)
