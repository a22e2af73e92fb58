package dev.aatomic.examples.webflux;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The other service, which answers when the test lets it. */
final class ComplianceServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Callable<BigDecimal> transfers;
    private final List<BigDecimal> reports = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile CompletableFuture<Integer> answer = CompletableFuture.completedFuture(200);

    /** Starts it; at each report it counts the transfers that there are for others. */
    ComplianceServer(Callable<BigDecimal> transfers) throws IOException {
        this.transfers = transfers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/approvals", this::approve);
        server.createContext("/reports", this::report);
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Forgets what was before, and approves everything at once. */
    void reset() {
        asked.set(0);
        reports.clear();
        answer = CompletableFuture.completedFuture(200);
    }

    /** From now on it answers all who ask for approval with the status that this is completed with. */
    CompletableFuture<Integer> hold() {
        CompletableFuture<Integer> held = new CompletableFuture<>();
        answer = held;
        return held;
    }

    void awaitAsked(int count) {
        Await.until("is asked " + count + " times", () -> asked.get() == count);
    }

    /** How many transfers there were for others when each report came. */
    List<BigDecimal> reports() {
        return reports;
    }

    private void approve(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        CompletableFuture<Integer> held = answer;
        asked.incrementAndGet();
        held.thenAccept(status -> end(exchange, status));
    }

    private void report(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        try {
            reports.add(transfers.call());
        } catch (Exception e) {
            throw new IOException(e);
        }
        end(exchange, 200);
    }

    private static void end(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException cancelled) {
            // Who asked is gone, as a client of a request that was cancelled may be.
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
