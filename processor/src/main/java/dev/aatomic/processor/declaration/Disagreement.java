package dev.aatomic.processor.declaration;

import javax.lang.model.element.Element;

/**
 * Two superinterfaces, neither nearer than the other, that say different things about one method.
 *
 * @param subject what they disagree on
 * @param firstPlace where the first is written
 * @param firstValue what it says
 * @param secondPlace where the second is written
 * @param secondValue what it says
 */
public record Disagreement(
        String subject, Element firstPlace, String firstValue, Element secondPlace, String secondValue) {}
