import NIOCore

/// Runs a connection's tasks on the thread that its bytes come and go on.
///
/// A request that needs no other thread then costs no hand-over: without it, each answer is woken into being on a thread
/// of Swift's pool and wakes the event loop again. What takes long leaves it (`Runtime.handle`).
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
