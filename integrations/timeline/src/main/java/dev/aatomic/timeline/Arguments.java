package dev.aatomic.timeline;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command was given.
 *
 * @param asksForHelp whether it is only to say how it is used
 */
record Arguments(List<Path> recordings, Path page, boolean asksForHelp) {

    static final String USAGE = "java -jar aatomic-timeline.jar recording.jfr [-o page.html] [more recordings]";

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException if they cannot be understood; the message says why
     */
    static Arguments of(List<String> arguments) {
        List<Path> recordings = new ArrayList<>();
        Path page = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "-h", "--help" -> {
                    return new Arguments(List.of(), Path.of(""), true);
                }
                case "-o", "--output" -> {
                    if (page != null) {
                        throw unusable(
                                "Found " + argument + " twice, expected it once: all recordings go into one page");
                    }
                    i++;
                    if (i == arguments.size()) {
                        throw unusable("Found nothing after " + argument + ", expected the file to write");
                    }
                    page = path(arguments.get(i));
                }
                default -> {
                    if (argument.startsWith("-")) {
                        throw unusable("Found the unknown argument " + argument
                                + ", expected -o, -h or recordings; write ./" + argument
                                + " if that is the name of a file");
                    }
                    recordings.add(path(argument));
                }
            }
        }
        if (recordings.isEmpty()) {
            throw unusable("Found no recording among the arguments, expected at least one");
        }
        return new Arguments(List.copyOf(recordings), page == null ? beside(recordings.get(0)) : page, false);
    }

    /** The page that goes with a recording. */
    static Path beside(Path recording) {
        Path fileName = recording.getFileName();
        String name = fileName == null ? "recording" : fileName.toString();
        return recording.resolveSibling(name.replaceFirst("\\.jfr$", "") + ".html");
    }

    private static Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw unusable("Found '" + argument + "', expected the path of a file: " + e.getReason());
        }
    }

    private static IllegalArgumentException unusable(String problem) {
        return new IllegalArgumentException(problem + ".\nUsage: " + USAGE);
    }
}
