package dev.aatomic.examples.micronautreactor;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import reactor.core.publisher.Mono;

/** Tells that a client has hung up. Micronaut itself lets a Mono go on, and a Flux that has had no item yet. */
final class HangUp {

    private HangUp() {}

    /** Completes when the connection of this request is closed. */
    static Mono<Void> of(HttpRequest<?> request) {
        ChannelFuture closed = ((NettyHttpRequest<?>) request)
                .getChannelHandlerContext()
                .channel()
                .closeFuture();
        return Mono.create(sink -> {
            ChannelFutureListener listener = done -> sink.success();
            closed.addListener(listener);
            sink.onDispose(() -> closed.removeListener(listener));
        });
    }
}
