package dev.aatomic.processor.validate;

import dev.aatomic.processor.declaration.Attribute;
import dev.aatomic.processor.declaration.MethodDeclaration;
import dev.aatomic.processor.declaration.WrittenAttributes;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.read.AnnotationValues;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/**
 * Checks that the settings of a method do not contradict each other, wherever they come from: the runtime would refuse
 * them when the generated class is made. Not safe for use by several threads.
 */
final class CombinationValidator {

    private static final Set<String> OUTERMOST = Set.of("NESTED", "REQUIRED");
    private static final Set<String> WITHOUT_TRANSACTION = Set.of("SUPPORTS", "NOT_SUPPORTED", "NEVER");

    private final TypeElement type;
    private final ValidationReport report;
    private final Set<Contradiction> reported = new HashSet<>();

    /** Makes a validator for one interface. */
    CombinationValidator(TypeElement type, ValidationReport report) {
        this.type = type;
        this.report = report;
    }

    /** A value with the attribute that it is for. */
    private record Setting(Attribute attribute, WrittenValue written) {

        @Override
        public String toString() {
            return attribute.key() + " " + AnnotationValues.text(written.value());
        }
    }

    /** Two places that many methods may have their settings from. */
    private record Contradiction(Attribute attribute, Element place, Element propagationPlace) {}

    void validate(MethodDeclaration method) {
        WrittenAttributes attributes = method.attributes();
        attributes.find(Attribute.PROPAGATION).ifPresent(value -> {
            Setting propagation = new Setting(Attribute.PROPAGATION, value);
            String constant = AnnotationValues.constant(value.value());
            find(Attribute.SAVEPOINT, attributes)
                    .ifPresent(other -> exclude(
                            "An @Aatomic method takes 'savepoint' or 'propagation', since savepoint = false is short for"
                                    + " REQUIRED",
                            other,
                            propagation));
            if (!OUTERMOST.contains(constant)) {
                find(Attribute.DURABLE, attributes)
                        .filter(other -> (boolean) other.written.value().getValue())
                        .ifPresent(other -> exclude(
                                "A durable @Aatomic method is an outermost transaction, so it takes no propagation but"
                                        + " NESTED and REQUIRED",
                                other,
                                propagation));
            }
            if (WITHOUT_TRANSACTION.contains(constant)) {
                Stream.of(
                                Attribute.ISOLATION,
                                Attribute.READ_ONLY,
                                Attribute.CONNECTION,
                                Attribute.TIMEOUT,
                                Attribute.RETRY,
                                Attribute.NO_ROLLBACK_FOR)
                        .flatMap(attribute -> find(attribute, attributes).stream())
                        .filter(CombinationValidator::needsTransaction)
                        .forEach(other -> exclude(
                                "An @Aatomic method of propagation " + constant
                                        + " may run without a transaction, so it takes no '" + other.attribute.key()
                                        + "'",
                                other,
                                propagation));
            }
        });
    }

    private static Optional<Setting> find(Attribute attribute, WrittenAttributes attributes) {
        return attributes.find(attribute).map(written -> new Setting(attribute, written));
    }

    /** Whether a setting says something, and not only that there is none. */
    private static boolean needsTransaction(Setting setting) {
        var value = setting.written.value();
        return switch (setting.attribute) {
            case ISOLATION, CONNECTION -> !AnnotationValues.constant(value).equals("DEFAULT");
            case TIMEOUT -> !value.getValue().equals("");
            case RETRY ->
                (int) AnnotationValues.orDefault(AnnotationValues.annotation(value), "maxAttempts")
                                .getValue()
                        > 1;
            case NO_ROLLBACK_FOR -> !AnnotationValues.elements(value).isEmpty();
            default -> true;
        };
    }

    /** Reports at the interface's own setting, else at the nearer one, else at the one that is no propagation. */
    private void exclude(String rule, Setting other, Setting propagation) {
        Element place = other.written.element();
        Element propagationPlace = propagation.written.element();
        if (!reported.add(new Contradiction(other.attribute, place, propagationPlace))) {
            return;
        }
        List<Setting> settings = Stream.of(other, propagation)
                .sorted(Comparator.comparing((Setting setting) -> !isOwn(setting))
                        .thenComparing(setting -> setting.written.distance()))
                .toList();
        Setting first = settings.get(0);
        Setting second = settings.get(1);
        boolean together = place.equals(propagationPlace);
        String origin = together ? " and " : " and, from '" + ValidationReport.nameOf(second.written.element()) + "', ";
        report.add(
                Problem.EXCLUSIVE,
                first.written,
                rule,
                ValidationReport.nameOf(first.written.element()),
                first + origin + second,
                first.written.distance() < second.written.distance() ? reset(other.attribute, second.attribute) : "");
    }

    private boolean isOwn(Setting setting) {
        Element element = setting.written.element();
        return element.equals(type) || type.equals(element.getEnclosingElement());
    }

    /** How to undo what comes from elsewhere, where that can be written. */
    private static String reset(Attribute other, Attribute inherited) {
        String value = switch (inherited) {
            case PROPAGATION -> other == Attribute.SAVEPOINT ? "" : "propagation = Propagation.NESTED";
            case DURABLE -> "durable = false";
            case ISOLATION -> "isolation = Isolation.DEFAULT";
            case CONNECTION -> "connection = ConnectionAcquisition.DEFAULT";
            case TIMEOUT -> "timeout = \"\"";
            case RETRY -> "retry = @Retry(maxAttempts = 1)";
            case NO_ROLLBACK_FOR -> "noRollbackFor = {}";
            case USING, SAVEPOINT, READ_ONLY -> "";
        };
        return value.isEmpty() ? "" : ", or write " + value + " here";
    }
}
