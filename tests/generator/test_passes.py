"""A pass on its sale page: what it costs, what it saves, what it is."""

from tests.generator.conftest import Desk


def test_S1_06_S1_15_S1_17_price_saving_and_description_of_a_pass(desk: Desk) -> None:
    desk.build()
    page = desk.page("passes/coffee/index.html")
    assert "通常4,000円 → 3,000円(1,000円お得・25%)" in page
    assert "3,000円" in page
    assert "(税込)" in page
    assert "<p>一杯ずつ。</p>" in page
    desk.edit("passes/coffee.md", "single_price: 400\nsingle_at: 一階のレジ\n", "")
    assert desk.build().exit_code == 0
    assert "お得" not in desk.page("passes/coffee/index.html"), "no claim without a price to compare with (景品表示法)"


def test_both_limits_are_said_and_passes_are_counted_as_passes(desk: Desk) -> None:
    desk.edit("passes/coffee.md", "use: tap", "use: tap\nlimit: 2\nlimit_per_person: 5")
    assert desk.build().exit_code == 0
    page = desk.page("passes/coffee/index.html")
    assert "冊数を選ぶ" in page
    assert "1回のご注文で2冊まで" in page
    assert "お一人様5冊まで" in page
