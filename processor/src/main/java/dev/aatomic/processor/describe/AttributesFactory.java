package dev.aatomic.processor.describe;

import com.palantir.javapoet.TypeName;
import dev.aatomic.processor.declaration.Attribute;
import dev.aatomic.processor.declaration.DurationSetting;
import dev.aatomic.processor.declaration.WrittenAttributes;
import dev.aatomic.processor.declaration.WrittenValue;
import dev.aatomic.processor.descriptor.RetryAttributes;
import dev.aatomic.processor.descriptor.TransactionAttributes;
import dev.aatomic.processor.read.AnnotationValues;
import dev.aatomic.processor.read.DurationText;
import dev.aatomic.processor.read.TypeNames;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;

/** Turns valid values of attributes into settings, with the defaults in place. */
final class AttributesFactory {

    private AttributesFactory() {}

    static TransactionAttributes of(WrittenAttributes written) {
        return new TransactionAttributes(
                value(written, Attribute.USING).map(String.class::cast).orElse(""),
                value(written, Attribute.SAVEPOINT).map(Boolean.class::cast).orElse(true),
                value(written, Attribute.DURABLE).map(Boolean.class::cast).orElse(false),
                constant(written, Attribute.PROPAGATION).filter(constant -> !constant.equals("NESTED")),
                constant(written, Attribute.ISOLATION).filter(constant -> !constant.equals("DEFAULT")),
                value(written, Attribute.READ_ONLY).map(Boolean.class::cast),
                constant(written, Attribute.CONNECTION).filter(constant -> !constant.equals("DEFAULT")),
                value(written, Attribute.TIMEOUT)
                        .map(String.class::cast)
                        .filter(text -> !text.isEmpty())
                        .map(DurationText::parse),
                written.find(Attribute.RETRY)
                        .map(value -> AnnotationValues.annotation(value.value()))
                        .flatMap(AttributesFactory::retry),
                written.find(Attribute.NO_ROLLBACK_FOR)
                        .map(value -> classes(value.value()))
                        .orElse(List.of()));
    }

    private static Optional<Object> value(WrittenAttributes written, Attribute attribute) {
        return written.find(attribute).map(value -> value.value().getValue());
    }

    private static Optional<String> constant(WrittenAttributes written, Attribute attribute) {
        return written.find(attribute).map(WrittenValue::value).map(AnnotationValues::constant);
    }

    private static Optional<RetryAttributes> retry(AnnotationMirror retry) {
        int maxAttempts = (int) AnnotationValues.orDefault(retry, "maxAttempts").getValue();
        if (maxAttempts == 1) {
            return Optional.empty();
        }
        return Optional.of(new RetryAttributes(
                maxAttempts,
                delay(retry, "delay"),
                delay(retry, "maxDelay"),
                classes(AnnotationValues.orDefault(retry, "retryFor"))));
    }

    private static DurationSetting delay(AnnotationMirror retry, String attribute) {
        return DurationText.parse(
                (String) AnnotationValues.orDefault(retry, attribute).getValue());
    }

    private static List<TypeName> classes(AnnotationValue value) {
        return AnnotationValues.elements(value).stream()
                .map(AnnotationValues::type)
                .map(TypeNames::of)
                .toList();
    }
}
