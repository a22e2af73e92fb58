package dev.aatomic.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of a server that tests have started. It ends with this JVM at the latest. */
public final class ServerProcess implements AutoCloseable {

    private static final long LIMIT_SECONDS = 60;

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** A port that nobody listens on now; somebody may take it before the server does. */
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /**
     * Starts a server, and waits until it takes connections.
     *
     * @param command its program and arguments
     * @param ready what a line has in which it says so
     * @return the process, whose output is read until it ends: a full pipe would stop it
     * @throws IOException if it does not say so, with what it said instead
     */
    public static ServerProcess start(List<String> command, String ready) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuffer said = new StringBuffer();
        CompletableFuture<Boolean> isReady = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, ready, said, isReady), "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            if (isReady.get(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return new ServerProcess(process);
            }
        } catch (TimeoutException late) {
            said.append("and nothing more for ").append(LIMIT_SECONDS).append(" s\n");
        } catch (ExecutionException e) {
            said.append(e.getCause()).append('\n');
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new AssertionError("Interrupted", e);
        }
        process.destroyForcibly();
        throw new IOException(command.get(0) + " did not start: expected a line with '" + ready + "', found:\n" + said);
    }

    private static void read(Process process, String ready, StringBuffer said, CompletableFuture<Boolean> isReady) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (!isReady.isDone()) {
                    said.append(line).append('\n');
                    if (line.contains(ready)) {
                        isReady.complete(true);
                    }
                }
            }
            isReady.complete(false);
        } catch (IOException ended) {
            isReady.completeExceptionally(ended);
        }
    }

    /** Ends it, whatever it does. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException(
                        "Process " + process.pid() + " has not ended " + LIMIT_SECONDS + " s after it was killed"));
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }
}
