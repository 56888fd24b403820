"""Every task carries its city, has a name that survives a move of its function, and a queue that somebody reads."""

from __future__ import annotations

import ast
import re
from typing import Any

from tests.architecture.source import ROOT, lines_of, product


def _tasks() -> dict[str, Any]:
    from importlib import import_module

    from config.celery import app

    for module in product():
        if module.path.name == "tasks.py" and module.place.split("/")[-2] not in ("views", "forms"):
            import_module(module.name)
    app.finalize(auto=True)
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_carries_its_city_or_says_that_it_needs_none() -> None:
    from tenants.tasks import CityTask

    tasks = _tasks()
    assert len(tasks) > 3
    homeless = [name for name, task in tasks.items() if not isinstance(task, CityTask) and not hasattr(task, "public")]
    assert not homeless, lines_of(homeless)


def test_every_tasks_queue_is_read_by_the_worker() -> None:
    from config.celery import app

    read = {queue.name for queue in app.conf.task_queues}
    unread = {name: task.queue for name, task in _tasks().items() if task.queue not in read}
    assert not unread
    # What one worker leaves out the other one reads; no other choice of queues is made.
    started = (ROOT / "infra/local/run.py").read_text()
    assert (
        re.findall(r"--exclude-queues=([a-z,]+)", started) == re.findall(r"--queues=([a-z,]+)", started) == ["delivery"]
    )
    assert not [word for word in ('"-Q"', '"--queues"', '"-X"') if word in started]


def test_every_queue_is_used() -> None:
    from config.celery import app

    used = {task.queue for task in _tasks().values()} | {app.conf.task_default_queue}
    assert {queue.name for queue in app.conf.task_queues} <= used


def test_every_task_names_itself_after_its_app_and_names_its_queue() -> None:
    wrong = []
    for module in product():
        for function in module.functions():
            for decorator in function.decorator_list:
                if "shared_task" not in ast.unparse(decorator):
                    continue
                given = (
                    {k.arg: ast.unparse(k.value) for k in decorator.keywords} if isinstance(decorator, ast.Call) else {}
                )
                package = module.name.rpartition(".")[0]
                if not given.get("name", "").strip("'").startswith(f"{package}.") or "queue" not in given:
                    wrong.append(f"{module.at(function)} {function.name}: {given}")
    assert not wrong, lines_of(wrong)


def test_tasks_stand_in_tasks_and_are_thin() -> None:
    wrong = [
        f"{module.at(function)} {function.name}"
        for module in product()
        for function in module.functions()
        if any("shared_task" in ast.unparse(decorator) for decorator in function.decorator_list)
        and (module.path.name != "tasks.py" or len(function.body) > 6)
    ]
    assert not wrong, lines_of(wrong)


def test_nobody_sends_a_task_without_its_city() -> None:
    """Celery's own ways of sending would lose the city; ``CityTask.send`` fixes it when the task is sent."""
    wrong = [
        f"{module.at(call)}: {ast.unparse(call.func)}"
        for module in product()
        if module.name != "tenants.tasks"
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"delay", "apply_async", "delay_on_commit", "send_task"}
    ]
    assert not wrong, lines_of(wrong)
