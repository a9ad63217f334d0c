"""Two things done at one moment, in an order that a test forces."""

import threading

from django.db import connection, transaction


def one_while_the_other(held, late):
    """Let ``late`` begin while ``held`` is done and not committed; return what each of them raised, or None."""
    outcome = {}
    is_held, may_end = threading.Event(), threading.Event()

    def run(name, work):
        try:
            work()
            outcome[name] = None
        except Exception as error:
            outcome[name] = error
        finally:
            is_held.set()
            connection.close()

    def hold():
        with transaction.atomic():
            held()
            is_held.set()
            may_end.wait(10)

    threads = [threading.Thread(target=run, args=("held", hold)), threading.Thread(target=run, args=("late", late))]
    threads[0].start()
    is_held.wait(10)
    threads[1].start()
    threads[1].join(0.5)  # It waits for the other, or is through already.
    may_end.set()
    for thread in threads:
        thread.join(20)
    return outcome["held"], outcome["late"]
