import NIOCore

/// Tells ``ConnectionLifecycle`` of every byte that comes, before it is decoded.
///
/// The decoder says nothing before a head is whole, and counts no framing: without this a head that comes byte by byte
/// and a body in chunks of one byte each would look like silence and like a small body.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let lifecycle: ConnectionLifecycle

    init(_ lifecycle: ConnectionLifecycle) {
        self.lifecycle = lifecycle
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if lifecycle.bytesArrived(unwrapInboundIn(data).readableBytes, at: context.eventLoop.now) {
            context.fireChannelRead(data)
        } else {
            context.fireErrorCaught(TooManyBytes())
        }
    }
}
