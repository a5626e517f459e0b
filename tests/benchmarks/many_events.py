"""A shop with as many events as one likes: the same text for the same number, everywhere and always."""

from datetime import date, timedelta
from pathlib import Path

NOW = "2027-01-01 12:00"
"""The moment to build at: every event is still to come."""

_SHOP = """\
---
name: Thousand Evenings
url: https://evenings.example
currency: JPY
time_zone: Asia/Tokyo
languages: [{languages}]
mail: hello@evenings.example
legal: {{name: Evening House, disclose_on_request: yes}}
venues:
  hall: {{name: Evening Hall, address: 1-2-3 Kyojima}}
---

A small house with something on nearly every night of the year. **Come early**: the bar is open from six.
"""
_EVENT = """\
---
title: Evening no. {number}
summary: Songs and stories for one night, told by {teller}
tags: [{tag}, series-{series}]
venue: hall
sessions:
  - {{starts: {day} 19:00, doors: "18:30", stock: 60}}
tickets:
  - {{id: adult, name: Adult, price: 3500}}
  - {{id: student, name: Student, price: 2000}}
cancel:
  - {{until: 7 days, fee: 0%}}
---

"""
_WORDS = {
    "en": """\
Evening **number {number}** belongs to {teller}, who has been *travelling* for a year and comes home with {count} songs
and the stories between them. We push the tables to the walls, put out sixty chairs, and leave the lamps low.

## What you will hear

- The one about the *ferry* that left twice, in {count} short verses
- A letter from **Hakodate**, read aloud for the first time
- Something new, finished this week, that `nobody` has heard yet
- Questions from the floor, and one answer

{teller} first played here on a wet Tuesday seven years ago, to eleven people and the dog of the landlord. All eleven
came back. Since then the chairs have been counted more carefully, and the door opens half an hour before the start.

## On the night

1. Find your name at the door, or simply show the code on your screen.
2. Take any seat that has no coat on it; there are no numbers.
3. Order before eight: the kitchen closes when the music begins.

The [evening before](evening-{before:05}.md) is by the same people in another mood, and the two go well together. If
you cannot come, pass your ticket on from its page, or cancel a week ahead and get back all that you paid. Children
are welcome in the last row. There is **no** lift, but two strong people at the door who know how to carry a wheelchair.

> "I came for one song and stayed for all of them." — somebody in the third row

Doors open at half past six, it begins at seven, and you will catch the last train.
""",
    "ja": """\
第**{number}**夜は{teller}の番です。一年のあいだ*旅*をして、{count}曲と、そのあいだの話を持って帰ってきました。
机を壁に寄せ、椅子を六十脚ならべ、明かりは低くしておきます。

## 聴けるもの

- 二度出てしまった*連絡船*の歌。短い{count}番まで
- **函館**からの手紙。人前で読むのは初めてです
- 今週できたばかりの、`まだ`誰も知らない一曲
- 客席からの質問と、答えをひとつ

{teller}がここで初めて歌ったのは七年前、雨の火曜でした。お客は十一人と大家さんの犬。十一人とも、また来てくれました。

## 当日

1. 入口でお名前を言うか、画面のコードを見せてください
2. 上着の置かれていない席へどうぞ。番号はありません
3. ご注文は八時まで。演奏が始まると厨房は閉まります

[前の夜](evening-{before:05}.md)は同じ顔ぶれの別の気分です。続けてどうぞ。いらっしゃれないときは切符のページから
どなたかに渡すか、一週間前までに取り消してください。お子さまは最後列で歓迎します。エレベーターは**ありません**。
""",
}
_TAGS = ("music", "stories", "film", "talk", "dance")
_TELLERS = ("the Ferry Band", "Aoi & Ren", "a man with a cello", "three sisters", "the night choir", "nobody you know")


def write(content: Path, count: int, languages: tuple[str, ...]) -> None:
    """Fill the folder ``content`` with a shop of ``count`` events."""
    (content / "events").mkdir(parents=True)
    (content / "shop.md").write_text(_SHOP.format(languages=", ".join(languages)), "utf-8")
    for number in range(count):
        for language in languages:
            first = language == languages[0]
            known = facts(number)
            body = _WORDS[language].format(**known)
            front = _EVENT.format(**known) if first else f"---\ntitle: 第{number}夜\nsummary: 一夜の歌と話\n---\n\n"
            name = f"evening-{number:05}.md" if first else f"evening-{number:05}.{language}.md"
            (content / "events" / name).write_text(front + body, "utf-8")


def facts(number: int) -> dict[str, object]:
    """What differs from event to event."""
    return {
        "number": number,
        "before": max(number - 1, 0),
        "count": 5 + number % 9,
        "teller": _TELLERS[number % len(_TELLERS)],
        "tag": _TAGS[number % len(_TAGS)],
        "series": number // 50,
        "day": date(2027, 2, 1) + timedelta(days=number % 300),
    }
