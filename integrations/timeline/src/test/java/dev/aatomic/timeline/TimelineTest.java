package dev.aatomic.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.timeline.support.FlightFile;
import dev.aatomic.timeline.support.KnownBlocks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command: what it writes, says and exits with. */
class TimelineTest {

    private record Result(int status, String out, String err) {}

    @TempDir
    private Path folder;

    @Test
    void writesThePageBesideTheRecordingAndSaysWhere() throws IOException {
        Path recording = recording("app.jfr");

        Result result = run(recording.toString());

        Path page = folder.resolve("app.html");
        assertThat(result).isEqualTo(new Result(0, "Wrote 6 blocks to " + page + "\n", ""));
        assertThat(page).content().contains("Accounts.transfer").endsWith("</html>\n");
    }

    @Test
    void writesWhereItIsTold() throws IOException {
        Path recording = recording("app.jfr");
        Path page = folder.resolve("other.html");

        Result result = run(
                recording.toString(),
                "-o",
                page.toString(),
                recording("more.jfr").toString());

        assertThat(result).isEqualTo(new Result(0, "Wrote 12 blocks to " + page + "\n", ""));
        assertThat(page).content().contains("<title>app.jfr, more.jfr ");
        assertThat(folder.resolve("app.html")).doesNotExist();
    }

    @Test
    void tellsHowItIsUsed() {
        Result result = run("--help");

        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("java -jar aatomic-timeline.jar").contains("JFR.start");
    }

    static Stream<Arguments> misuses() {
        return Stream.of(
                Arguments.of(List.of(), "Found no recording among the arguments, expected at least one"),
                Arguments.of(List.of("a.jfr", "-o"), "Found nothing after -o, expected the file to write"),
                Arguments.of(List.of("a.jfr", "-o", "b", "-o", "c"), "Found -o twice, expected it once"),
                Arguments.of(List.of("--colour"), "Found the unknown argument --colour, expected -o, -h or recordings"),
                Arguments.of(List.of("a\0b"), "expected the path of a file"));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void refusesArgumentsThatItDoesNotUnderstand(List<String> arguments, String message) {
        Result result = run(arguments.toArray(String[]::new));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message).contains("Usage: java -jar aatomic-timeline.jar recording.jfr");
    }

    @Test
    void saysWhichFileIsMissingAndHowToRecord() {
        Result result = run(folder.resolve("none.jfr").toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("Found no file " + folder.resolve("none.jfr"))
                .contains("-XX:StartFlightRecording:filename=recording.jfr")
                .contains("jcmd <pid> JFR.dump");
    }

    @Test
    void saysThatAFileIsNoRecording() throws IOException {
        Path file = Files.writeString(folder.resolve("text.jfr"), "no recording at all, but a few words of text");

        Result result = run(file.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("Could not read text.jfr: ").contains("Expected complete flight recordings");
    }

    @Test
    void saysThatNothingOfAatomicIsInARecording() throws IOException {
        Path file = FlightFile.record(folder.resolve("empty.jfr"), () -> {}, "jdk.JVMInformation");

        Result result = run(file.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("Found no event of Aatomic in empty.jfr, expected dev.aatomic.Transaction")
                .contains("JFR.start");
        assertThat(folder.resolve("empty.html")).doesNotExist();
    }

    @Test
    void saysThatThePageCannotBeWritten() throws IOException {
        Result result = run(
                recording("app.jfr").toString(),
                "-o",
                folder.resolve("no/such.html").toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("Could not write " + folder.resolve("no/such.html"))
                .contains("name another");
    }

    @Test
    void doesNotWriteOverARecording() throws IOException {
        Path recording = recording("app.jfr");
        long size = Files.size(recording);

        Result result = run(recording.toString(), "-o", recording.toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("both as a recording and as the page to write");
        assertThat(recording).hasSize(size);
    }

    private Path recording(String name) throws IOException {
        return FlightFile.write(folder.resolve(name), KnownBlocks.list().events());
    }

    private static Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Timeline.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(status, text(out), text(err));
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
