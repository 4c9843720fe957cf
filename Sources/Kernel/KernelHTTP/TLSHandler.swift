import CLibssl
import NIOCore

/// TLS on one connection, by the system's OpenSSL.
///
/// OpenSSL never sees the socket: what comes is put into a memory buffer that it reads from, and what it wants to send
/// is taken from another one. So every call returns at once, and the event loop stays in charge.
///
///     socket -> BIO `incoming` -> SSL_do_handshake / SSL_read -> the HTTP decoder
///     the HTTP encoder -> SSL_write -> BIO `outgoing` -> socket
///
/// Answers are gathered until they are flushed, so that a head and its body go in one record. An end without a
/// close_notify is passed on like any other: HTTP/1.1 says by itself whether a body was whole.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Why a connection ends: what came is not TLS, or broken.
    struct Broken: Error {
        let reason: String
    }

    /// Bytes decrypted at once: one record.
    private static let recordSize = 16_384

    private let connection: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var plain: ByteBuffer?
    private var written: [EventLoopPromise<Void>] = []
    private var isOpen = false
    private var isBroken = false
    private var isEnded = false

    /// - Throws: `Broken` when memory is out.
    init(_ context: TLSContext) throws(Broken) {
        guard let connection = context.connection() else { throw Broken(reason: OpenSSLFault.reason()) }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(connection)
            throw Broken(reason: OpenSSLFault.reason())
        }
        self.connection = connection
        self.incoming = incoming
        self.outgoing = outgoing
        // The connection owns both from here on. An empty buffer means "later", not the end.
        BIO_ctrl(incoming, BIO_C_SET_BUF_MEM_EOF_RETURN, -1, nil)
        SSL_set_bio(connection, incoming, outgoing)
    }

    deinit {
        SSL_free(connection)
    }

    // MARK: From the client

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isBroken else { return }
        ERR_clear_error()
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            // A memory buffer takes everything; a read is never as long as an Int32.
            _ = BIO_write(incoming, bytes.baseAddress, CInt(bytes.count))
        }
        if !isOpen { shakeHands(context) }
        if isOpen { decrypt(context) }
        send(context, promise: nil)
        context.flush()
    }

    private func shakeHands(_ context: ChannelHandlerContext) {
        let code = SSL_do_handshake(connection)
        if code == 1 {
            isOpen = true
        } else if SSL_get_error(connection, code) != SSL_ERROR_WANT_READ {
            giveUp(context)
        }
    }

    private func decrypt(_ context: ChannelHandlerContext) {
        var code: CInt = 1
        while code > 0, !isEnded {
            var buffer = context.channel.allocator.buffer(capacity: Self.recordSize)
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.recordSize) { space in
                code = SSL_read(connection, space.baseAddress, CInt(Self.recordSize))
                return max(0, Int(code))
            }
            if count > 0 { context.fireChannelRead(wrapInboundOut(buffer)) }
        }
        guard !isEnded else { return }
        switch SSL_get_error(connection, code) {
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        default: giveUp(context)
        }
    }

    /// What OpenSSL wants to say about it, such as an alert, is still sent.
    private func giveUp(_ context: ChannelHandlerContext) {
        isBroken = true
        let reason = OpenSSLFault.reason()
        send(context, promise: nil)
        context.flush()
        context.fireErrorCaught(Broken(reason: reason))
        context.close(promise: nil)
    }

    // MARK: To the client

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var bytes = unwrapOutboundIn(data)
        if let promise { written.append(promise) }
        if plain == nil { plain = bytes } else { plain?.writeBuffer(&bytes) }
    }

    func flush(context: ChannelHandlerContext) {
        encrypt(context)
        context.flush()
    }

    private func encrypt(_ context: ChannelHandlerContext) {
        guard let bytes = plain else { return }
        plain = nil
        let promises = written
        written = []
        guard isOpen, !isBroken else { return promises.forEach { $0.fail(ChannelError.ioOnClosedChannel) } }
        ERR_clear_error()
        let isWritten = bytes.withUnsafeReadableBytes { bytes in
            var count = 0
            return bytes.isEmpty || SSL_write_ex(connection, bytes.baseAddress, bytes.count, &count) == 1
        }
        guard isWritten else {
            promises.forEach { $0.fail(Broken(reason: OpenSSLFault.reason())) }
            return giveUp(context)
        }
        guard let first = promises.first else { return send(context, promise: nil) }
        for other in promises.dropFirst() { first.futureResult.cascade(to: other) }
        send(context, promise: first)
    }

    /// Passes on what OpenSSL has to send.
    private func send(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        let count = Int(BIO_ctrl_pending(outgoing))
        guard count > 0 else {
            promise?.succeed()
            return
        }
        var buffer = context.channel.allocator.buffer(capacity: count)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            max(0, Int(BIO_read(outgoing, space.baseAddress, CInt(count))))
        }
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        isEnded = true
        let promises = written
        written = []
        promises.forEach { $0.fail(ChannelError.ioOnClosedChannel) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, isOpen, !isBroken {
            encrypt(context)
            ERR_clear_error()
            // Says that nothing more comes; the other side's word is not waited for.
            _ = SSL_shutdown(connection)
            send(context, promise: nil)
            context.flush()
        }
        if mode == .all { isEnded = true }
        context.close(mode: mode, promise: promise)
    }
}
