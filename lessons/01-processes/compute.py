from multiprocessing import Process, cpu_count
import time


def count(times):
    total = 0
    for i in range(times):
        total += i * i


if __name__ == '__main__':
    times = 1000000
    print('CPUs:', cpu_count())

    begin = time.perf_counter()
    for job in range(4):
        count(times)
    one = time.perf_counter() - begin
    print(f'4 jobs in one process:  {one:.2f} s')

    begin = time.perf_counter()
    processes = []
    for job in range(4):
        p = Process(target=count, args=(times,))
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
    four = time.perf_counter() - begin
    print(f'4 jobs in 4 processes:  {four:.2f} s')
    print(f'{one / four:.1f} times as fast')
