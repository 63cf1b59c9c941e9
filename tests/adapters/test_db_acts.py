from __future__ import annotations

from datetime import date

from readiness.adapters.db.acts import load_acts, save_acts
from readiness.adapters.db.launches import save_launch
from readiness.adapters.db.store import transaction
from readiness.settings import Settings
from readiness.stages.follow_ups import OpenAct
from readiness.vocabulary import Launch, LaunchDates

DAY = date(2020, 6, 5)
ACT = OpenAct("boss", DAY, date(2020, 6, 12))


def keep_launch(settings: Settings, launch_id: str) -> None:
    dates = LaunchDates(DAY, DAY, DAY, DAY)
    with transaction(settings.database) as connection:
        save_launch(connection, Launch(launch_id, "T", 1, "Dana", ("p",), "USD", dates, (), 1), "folder", {})


def test_acts_are_kept_by_launch_and_go_when_their_reason_is_gone(settings: Settings) -> None:
    keep_launch(settings, "one")
    keep_launch(settings, "two")
    acts = {"rep:a:coach": ACT, "claim:“R1” ü:reword_message": OpenAct("Dana", DAY, DAY)}
    with transaction(settings.database) as connection:
        assert save_acts(connection, "one", acts)
        assert save_acts(connection, "two", {"rep:a:coach": OpenAct("other", DAY, DAY)})
        assert not save_acts(connection, "one", dict(reversed(acts.items())))
    with transaction(settings.database) as connection:
        assert load_acts(connection, "one") == acts
        assert save_acts(connection, "one", {"rep:a:coach": ACT})
    with transaction(settings.database) as connection:
        assert load_acts(connection, "one") == {"rep:a:coach": ACT}
        assert load_acts(connection, "two")["rep:a:coach"].owner == "other"
        assert load_acts(connection, "three") == {}
