"""Analyse: one stage on a file of one's own, with no database.

In: a file.
Out: the stage's tables in --out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import day_of

app = typer.Typer(help="One stage on a file of your own, with no database.", no_args_is_help=True)
Out = Annotated[Path, typer.Option("--out", help="folder the results are written to")]
HERE = Path()
LinkControls = Literal["not_yet", "never"]
IrtModel = Literal["1pl", "2pl", "3pl"]
Switch = Literal["on", "off"]


@app.command()
def spec(file: Path, out: Out = HERE, as_json: Json = False) -> None:
    """Read a factory spec in any format into spec.json."""
    from readiness.actions.analysis import analyse_spec

    _done(analyse_spec(file, out), as_json=as_json)


@app.command()
def positioning(
    spec: Annotated[Path, typer.Option("--spec", help="a factory spec")],
    requirements: Annotated[
        Path, typer.Option("--requirements", help="a requirements.csv, evidence.csv beside it if there is one")
    ],
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Link requirements to a spec: links.csv, gaps.csv, messages.csv."""
    from readiness.actions.analysis import analyse_positioning

    _done(analyse_positioning(spec, requirements, out), as_json=as_json)


@app.command()
def trace(
    left: Annotated[Path, typer.Option("--left", help="a CSV with the columns id and text")],
    right: Annotated[Path, typer.Option("--right", help="another")],
    least: Annotated[float, typer.Option("--least", help="leave out pairs that score no more than this, 0 to 1")] = 0.0,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Link two sets of texts by likeness: links.csv, best first."""
    from readiness.actions.analysis import analyse_trace

    _done(analyse_trace(left, right, out, least), as_json=as_json)


@app.command()
def text(
    file: Path,
    language: Annotated[str, typer.Option("--language", help="of the text, such as en or de")] = "en",
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Hold any text against the rules for messages: lint.csv, by line."""
    from readiness.actions.analysis import analyse_text

    _done(analyse_text(file, out, language), as_json=as_json)


@app.command("sales-out")
def sales_out(
    file: Path,
    layout: Annotated[Path | None, typer.Option("--layout", help="a mapping.yaml")] = None,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Read a sales-out report: lines.csv, quarantine.csv, summary.json."""
    from readiness.actions.sales_out_analysis import analyse_sales_out

    files, said = analyse_sales_out(file, layout, out)
    show([*said, *map(str, files)], {"files": files}, as_json=as_json)


@app.command()
def contribution(
    cells: Path,
    spec: Annotated[
        Path | None, typer.Option("--spec", help="a MODEL.yaml: columns, covariates, currency and replacement level")
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="fit again without each covariate, partner and period: what hangs on what?")
    ] = False,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Fit the contribution model to cells: reps.csv, components.csv, fit.json."""
    from readiness.actions.contribution_analysis import analyse_contribution

    files, said = analyse_contribution(cells, spec, out, sensitive=sensitivity)
    show([*said, *map(str, files)], {"files": files, "said": said}, as_json=as_json)


@app.command()
def mixed(
    data: Path,
    formula: Annotated[str, typer.Option("--formula", help='such as "y ~ x + (1 | g) + (x | h)"')],
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Fit a model with effects of groups to any table: fixed.csv, random.csv, fit.json."""
    from readiness.actions.mixed_analysis import analyse_mixed

    _done(analyse_mixed(data, formula, out), as_json=as_json)


@app.command()
def quiz(
    responses: Path,
    model: Annotated[IrtModel, typer.Option("--model", help="1pl, 2pl or 3pl")] = "2pl",
    priors: Annotated[Switch, typer.Option("--priors", help="off is plain marginal maximum likelihood")] = "on",
    groups: Annotated[
        Path | None, typer.Option("--groups", help="a CSV of person_id and group: is an item unfair to one of them?")
    ] = None,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Judge a quiz by its answers: items.csv, persons.csv, fit.json."""
    from readiness.actions.analysis import analyse_quiz

    _done(analyse_quiz(responses, groups, out, model, priors=priors == "on"), as_json=as_json)


@app.command()
def match(
    left: Path,
    right: Path,
    fields: Annotated[
        str, typer.Option("--fields", help="columns to compare, the most telling first: name,city or name=title,price")
    ],
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Match two lists of firms, persons or products, first column an id: pairs.csv with probabilities, best first."""
    from readiness.actions.match_analysis import analyse_match

    _done(analyse_match(left, right, fields, out), as_json=as_json)


@app.command()
def link(
    reps: Path,
    worth: Annotated[
        float | None, typer.Option("--worth", min=0.0, help="smallest effect of training that matters, in units of contribution")
    ] = None,
    controls: Annotated[
        LinkControls,
        typer.Option("--controls", help="compare with reps not trained yet or never, or only with those never trained"),
    ] = "not_yet",
    seed: Annotated[int, typer.Option("--seed", min=0, help="of bands and of lots drawn anew")] = 1,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Hold contribution against readiness and training: effect.csv, event_study.csv, group_times.csv."""
    from readiness.actions.link_analysis import analyse_link

    files, result = analyse_link(reps, out, worth=worth, controls=controls, seed=seed)
    said = [*result.sentences, *(f"Note: {note}" for note in result.notes)]
    show([*said, *map(str, files)], {"files": files, "sentences": result.sentences, "notes": result.notes}, as_json=as_json)


@app.command()
def schedule(
    folder: Annotated[Path, typer.Argument(help="reps.csv, trainers.csv, sessions.csv or training.yaml; needs.csv, calendar/")],
    ready_by: Annotated[str, typer.Option("--ready-by", help="the last day of training")] = "",
    first_day: Annotated[str, typer.Option("--first-day", help="the first; without it, that of training.yaml")] = "",
    launch_on: Annotated[str, typer.Option("--launch-on", help="the day of the launch; without it, ready-by")] = "",
    seed: Annotated[int, typer.Option("--seed", help="of the search: the same gives the same plan", min=0)] = 1,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Plan training: who sits in which session when, what it costs, who is not served: plan.csv, plan.xlsx, fit.json."""
    from readiness.actions.schedule_analysis import analyse_schedule

    first, last, launch = day_of(first_day, "--first-day"), day_of(ready_by, "--ready-by"), day_of(launch_on, "--launch-on")
    files, said = analyse_schedule(folder, out, first_day=first, ready_by=last, launch_on=launch, seed=seed)
    show([*said, *map(str, files)], {"files": files, "said": said}, as_json=as_json)


@app.command()
def weights(
    parts: Annotated[Path, typer.Argument(help="report/readiness_parts.csv of a launch, or several put together")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="of the intervals")] = 1,
    out: Out = HERE,
    as_json: Json = False,
) -> None:
    """Hold the weights of the readiness index against what reps added: weights.csv, fit.json. Changes nobody's index."""
    from readiness.actions.weights_analysis import analyse_weights

    files, refit = analyse_weights(parts, out, seed=seed)
    said = f"{refit.verdict}: {refit.why}."
    show([said[:1].upper() + said[1:], *map(str, files)], {"files": files, "verdict": refit.verdict}, as_json=as_json)


def _done(files: list[Path], *, as_json: bool) -> None:
    show([str(f) for f in files], {"files": files}, as_json=as_json)
