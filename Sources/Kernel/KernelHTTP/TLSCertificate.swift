import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The certificate that new connections get: read at the start and again at SIGHUP.
///
/// Connections that are open keep the one they began with.
final class TLSCertificate: Sendable {
    private let files: TLSFiles
    private let context: Mutex<TLSContext>

    /// - Throws: ``HostError/tls(file:reason:)``.
    init(_ files: TLSFiles) throws(HostError) {
        self.files = files
        context = Mutex(try TLSContext(certificate: files.certificate, key: files.key))
    }

    /// What a new connection begins with.
    var current: TLSContext { context.withLock { $0 } }

    /// Reads the files again.
    ///
    /// When they cannot be used the old certificate stays.
    func reload(_ logger: Logger) {
        do throws(HostError) {
            let fresh = try TLSContext(certificate: files.certificate, key: files.key)
            context.withLock { $0 = fresh }
            logger.notice("certificate read again", metadata: ["tls.certificate": .string(files.certificate)])
        } catch {
            logger.error("the old certificate stays", metadata: ["cause": .string("\(error)")])
        }
    }
}

/// Reloads the certificate at each SIGHUP.
struct ReloadAtHangup: Service {
    let certificate: TLSCertificate
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            certificate.reload(logger)
        }
    }
}
