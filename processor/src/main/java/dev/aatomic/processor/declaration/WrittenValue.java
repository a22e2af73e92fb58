package dev.aatomic.processor.declaration;

import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;

/**
 * A value that somebody wrote for an attribute, and where.
 *
 * @param element what the annotation stands on
 * @param annotation the annotation
 * @param value the value; may be one within the attribute's, such as an element of its array
 * @param distance how far from the method that it is about: less is nearer
 */
public record WrittenValue(Element element, AnnotationMirror annotation, AnnotationValue value, int distance) {

    /**
     * A value within this one.
     *
     * @param inner the value
     * @return the value and its place
     */
    public WrittenValue within(AnnotationValue inner) {
        return new WrittenValue(element, annotation, inner, distance);
    }
}
