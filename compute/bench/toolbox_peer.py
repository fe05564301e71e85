"""CPython's own figures for the toolbox: prints one JSON object of names and figures."""
import json
import queue
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def nothing():
    pass


def per_second(count, run):
    start = time.perf_counter()
    run()
    return count / (time.perf_counter() - start)


def calls(executor, count):
    for future in [executor.submit(nothing) for _ in range(count)]:
        future.result()


def threads(count=10_000):
    with ThreadPoolExecutor(2) as executor:
        calls(executor, 100)
        return per_second(count, lambda: calls(executor, count))


def processes(count=5_000):
    with ProcessPoolExecutor(2) as executor:
        calls(executor, 100)
        return per_second(count, lambda: calls(executor, count))


def lock(count=1_000_000):
    one = threading.Lock()

    def run():
        for _ in range(count):
            one.acquire()
            one.release()

    return per_second(count, run)


def queue_items(count=100_000):
    items = queue.Queue()

    def consume():
        for _ in range(count):
            items.get()

    def run():
        thread = threading.Thread(target=consume)
        thread.start()
        for k in range(count):
            items.put(k)
        thread.join()

    return per_second(count, run)


def joblib_threading(count=2_000):
    from joblib import Parallel, delayed

    with Parallel(n_jobs=2, backend="threading") as parallel:
        parallel(delayed(nothing)() for _ in range(100))
        return 1e6 / per_second(count, lambda: parallel(delayed(nothing)() for _ in range(count)))


def thread_start():
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as executor:
        executor.submit(nothing).result()
        return (time.perf_counter() - start) * 1e6


if __name__ == "__main__":
    figures = {
        "threads": threads(),
        "processes": processes(),
        "lock": lock(),
        "queue": queue_items(),
        "start": thread_start(),
    }
    try:
        figures["joblib"] = joblib_threading()
    except ImportError:
        pass
    print(json.dumps(figures))
