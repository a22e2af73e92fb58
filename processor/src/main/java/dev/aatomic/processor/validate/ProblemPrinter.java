package dev.aatomic.processor.validate;

import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.option.ProcessorOption;
import dev.aatomic.processor.option.ProcessorOptions;
import dev.aatomic.processor.option.ProcessorOptions.InvalidValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.annotation.processing.Messager;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;

/**
 * Prints problems: the only one to touch the {@link Messager}. The first problem of a compilation names the page that
 * explains them all. Not safe for use by several threads.
 */
public final class ProblemPrinter {

    private static final String PAGE = "docs/errors.md";

    private final Messager messager;
    private boolean pageNamed;
    private boolean failed;

    /**
     * Makes a printer for one compilation.
     *
     * @param messager takes the messages
     */
    public ProblemPrinter(Messager messager) {
        this.messager = messager;
    }

    /**
     * Prints the problems of a type in the order of the source.
     *
     * @param report the problems
     */
    public void print(ValidationReport report) {
        for (ValidationReport.Violation violation : report.inSourceOrder()) {
            Problem problem = violation.problem();
            messager.printMessage(
                    problem.kind(),
                    message(problem, violation.text()),
                    violation.element(),
                    violation.annotation(),
                    violation.value());
        }
    }

    /**
     * Prints what is wrong with options, which have no place in the source.
     *
     * @param options the options
     */
    public void print(ProcessorOptions options) {
        for (InvalidValue invalid : options.invalid()) {
            print(
                    Problem.OPTION,
                    invalid.option().key(),
                    invalid.expected(),
                    invalid.value(),
                    NearMiss.question(invalid.value(), invalid.values()));
        }
        List<String> keys = Arrays.stream(ProcessorOption.values())
                .map(ProcessorOption::key)
                .toList();
        for (String key : options.unknown()) {
            print(Problem.UNKNOWN_OPTION, String.join(", ", keys), key, NearMiss.question(key, keys));
        }
    }

    /**
     * Prints a problem that has no place in the source.
     *
     * @param problem the problem
     * @param arguments what its text leaves open
     */
    void print(Problem problem, Object... arguments) {
        messager.printMessage(problem.kind(), message(problem, problem.text(arguments)));
    }

    /**
     * Prints a note of a class that was written.
     *
     * @param name the class
     * @param origin what it was made for
     */
    public void printWritten(GeneratedName name, TypeElement origin) {
        messager.printMessage(Kind.NOTE, "Generated " + name, origin);
    }

    /**
     * Whether an error was printed.
     *
     * @return true after the first
     */
    public boolean hasFailed() {
        return failed;
    }

    private String message(Problem problem, String text) {
        failed |= problem.kind() == Kind.ERROR;
        String page = pageNamed ? "" : " (" + PAGE + "#" + problem.id().toLowerCase(Locale.ROOT) + ")";
        pageNamed = true;
        return "[Aatomic" + problem.id() + "] " + text + page;
    }
}
