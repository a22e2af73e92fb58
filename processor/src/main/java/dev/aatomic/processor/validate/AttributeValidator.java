package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.AatomicDeclaration;
import dev.aatomic.processor.declaration.Attribute;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.AnnotationValues;
import dev.aatomic.processor.read.Annotations;
import dev.aatomic.processor.read.DurationText;
import dev.aatomic.processor.type.Accessibility;
import dev.aatomic.processor.type.ReadableTypes;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/**
 * Checks the values of attributes: those that the interface and its methods have, in use or not, and those that its
 * methods inherit; each once.
 */
final class AttributeValidator {

    private static final String NO_DURATION =
            "a number and a unit ms, s, m or h, or days, hours, minutes and seconds in ISO-8601, for example 500ms,"
                    + " 5s, 2m, 1h or PT1H";

    private static final String TOO_LONG = "at most 292 years";

    private final Elements elements;
    private final Types types;
    private final Accessibility accessibility;

    /** The names that {@code using} may have; none if any will do. */
    private final List<String> databases;

    AttributeValidator(Elements elements, Types types, Accessibility accessibility, List<String> databases) {
        this.elements = elements;
        this.types = types;
        this.accessibility = accessibility;
        this.databases = databases;
    }

    /** Where a value is. */
    private record Place(Element element, Attribute attribute) {}

    void validate(AatomicDeclaration declaration, ValidationReport report) {
        TypeElement type = declaration.type();
        PackageElement here = elements.getPackageOf(type);
        Set<Place> seen = new HashSet<>();
        validateWritten(type, here, seen, report);
        ElementFilter.methodsIn(type.getEnclosedElements())
                .forEach(method -> validateWritten(method, here, seen, report));
        for (MethodDeclaration method : declaration.methods()) {
            for (Attribute attribute : Attribute.values()) {
                method.attributes()
                        .find(attribute)
                        .filter(value -> seen.add(new Place(value.element(), attribute)))
                        .ifPresent(value -> validate(attribute, value, here, report));
            }
        }
        CombinationValidator combinations = new CombinationValidator(type, report);
        declaration.methods().forEach(combinations::validate);
    }

    private void validateWritten(Element element, PackageElement here, Set<Place> seen, ValidationReport report) {
        for (Attribute attribute : Attribute.values()) {
            Annotations.written(element, attribute, 0)
                    .filter(value -> seen.add(new Place(element, attribute)))
                    .ifPresent(value -> validate(attribute, value, here, report));
        }
    }

    private void validate(Attribute attribute, WrittenValue value, PackageElement here, ValidationReport report) {
        switch (attribute) {
            case TIMEOUT -> validateTimeout(value, report);
            case RETRY -> validateRetry(value, here, report);
            case NO_ROLLBACK_FOR -> validateClasses(attribute.key(), value, here, report);
            case USING -> validateUsing(value, report);
            case SAVEPOINT, DURABLE, PROPAGATION, ISOLATION, READ_ONLY, CONNECTION -> {
                // Any value will do.
            }
        }
    }

    private void validateUsing(WrittenValue value, ValidationReport report) {
        String name = (String) value.value().getValue();
        if (!name.isEmpty() && !databases.isEmpty() && !databases.contains(name)) {
            report.add(Problem.USING, value, name, String.join(", ", databases), NearMiss.question(name, databases));
        }
    }

    private static void validateTimeout(WrittenValue value, ValidationReport report) {
        String text = (String) value.value().getValue();
        if (text.isEmpty()) {
            return;
        }
        try {
            Duration timeout = DurationText.parse(text).toDuration();
            if (timeout.isZero() || timeout.isNegative()) {
                report.add(Problem.TIMEOUT, value, "timeout", text, "more than nothing; leave it out for no limit");
            }
        } catch (DateTimeParseException noDuration) {
            report.add(Problem.TIMEOUT, value, "timeout", text, NO_DURATION);
        } catch (ArithmeticException tooLong) {
            report.add(Problem.TIMEOUT, value, "timeout", text, TOO_LONG);
        }
    }

    private void validateRetry(WrittenValue value, PackageElement here, ValidationReport report) {
        AnnotationMirror retry = AnnotationValues.annotation(value.value());
        Annotations.written(retry, "maxAttempts")
                .filter(maxAttempts -> (int) maxAttempts.getValue() < 1)
                .ifPresent(maxAttempts -> report.add(
                        Problem.RETRY,
                        value.within(maxAttempts),
                        "maxAttempts",
                        "a number of attempts",
                        maxAttempts.getValue(),
                        "at least 1, which means no retry"));
        Optional<Duration> delay = validateDelay("delay", retry, value, report);
        Optional<Duration> maxDelay = validateDelay("maxDelay", retry, value, report);
        if (delay.isPresent() && maxDelay.isPresent() && maxDelay.get().compareTo(delay.get()) < 0) {
            String longest =
                    (String) AnnotationValues.orDefault(retry, "maxDelay").getValue();
            report.add(
                    Problem.RETRY,
                    value.within(Annotations.written(retry, "maxDelay")
                            .orElseGet(() -> AnnotationValues.orDefault(retry, "delay"))),
                    "maxDelay",
                    "the longest delay",
                    longest,
                    "no less than 'delay', which is "
                            + AnnotationValues.orDefault(retry, "delay").getValue());
        }
        Annotations.written(retry, "retryFor")
                .ifPresent(classes -> validateClasses("retryFor", value.within(classes), here, report));
    }

    /** The delay, unless it is none. */
    private static Optional<Duration> validateDelay(
            String attribute, AnnotationMirror retry, WrittenValue value, ValidationReport report) {
        AnnotationValue delay = AnnotationValues.orDefault(retry, attribute);
        String text = (String) delay.getValue();
        String expected;
        try {
            Duration duration = DurationText.parse(text).toDuration();
            if (!duration.isNegative()) {
                return Optional.of(duration);
            }
            expected = "0 or more";
        } catch (DateTimeParseException noDuration) {
            expected = NO_DURATION;
        } catch (ArithmeticException tooLong) {
            expected = TOO_LONG;
        }
        report.add(Problem.RETRY, value.within(delay), attribute, "a duration", text, expected);
        return Optional.empty();
    }

    private void validateClasses(String attribute, WrittenValue value, PackageElement here, ValidationReport report) {
        List<AnnotationValue> classes = AnnotationValues.elements(value.value());
        for (int index = 0; index < classes.size(); index++) {
            TypeMirror type = AnnotationValues.type(classes.get(index));
            WrittenValue place = value.within(classes.get(index));
            accessibility
                    .hiddenFrom(here, ((DeclaredType) type).asElement())
                    .ifPresent(hidden -> report.add(
                            Problem.INACCESSIBLE_TYPE,
                            place,
                            ValidationReport.nameOf(value.element()),
                            hidden.getSimpleName(),
                            Accessibility.nameOf(here)));
            coverOf(index, classes)
                    .ifPresent(cover ->
                            report.add(Problem.DUPLICATE_RULE, place, attribute, ReadableTypes.of(type), cover));
        }
    }

    /** What makes a class needless, in words. */
    private Optional<String> coverOf(int index, List<AnnotationValue> classes) {
        TypeMirror type = AnnotationValues.type(classes.get(index));
        for (int other = 0; other < classes.size(); other++) {
            TypeMirror otherType = AnnotationValues.type(classes.get(other));
            if (types.isSameType(type, otherType)) {
                if (other < index) {
                    return Optional.of("there twice");
                }
            } else if (types.isSubtype(type, otherType)) {
                return Optional.of("a subclass of '" + ReadableTypes.of(otherType) + "'");
            }
        }
        return Optional.empty();
    }
}
