package dev.aatomic.processor.generate;

import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.descriptor.StringLiteral;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Writes source files: the only one to touch the {@link Filer}. */
public final class SourceWriter {

    private final Filer filer;
    private final SourcePrinter sourcePrinter;

    /**
     * Makes a writer for one compilation.
     *
     * @param filer takes the files
     * @param elements the compiler's elements
     */
    public SourceWriter(Filer filer, Elements elements) {
        this.filer = filer;
        this.sourcePrinter = new SourcePrinter(elements);
    }

    /**
     * A source file.
     *
     * @param name the class in it
     * @param origin what it was made for
     * @param text what it says
     * @param hiddenType a type that it names, but whose package's name means something else there
     */
    public record Source(GeneratedName name, TypeElement origin, String text, Optional<String> hiddenType) {}

    /**
     * Prints a class.
     *
     * @param name its name
     * @param wrapper the description of the class, or of the one that it belongs to
     * @param type the class
     * @return the file, which is yet to be written
     */
    public Source print(GeneratedName name, WrapperDescriptor wrapper, TypeSpec type) {
        String text = sourcePrinter.print(wrapper, type);
        // Another class inherits nothing that could hide a type.
        Optional<String> hiddenType =
                name.equals(wrapper.name()) ? sourcePrinter.hiddenType(wrapper, text) : Optional.empty();
        return new Source(name, wrapper.origin(), text, hiddenType);
    }

    /**
     * Writes a class.
     *
     * @param source the file
     * @return false if there is a class of its name
     */
    public boolean write(Source source) {
        try (Writer writer = filer.createSourceFile(source.name().toString(), source.origin())
                .openWriter()) {
            writer.write(inAscii(source.text()));
            return true;
        } catch (FilerException exists) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not write " + source.name(), failure);
        }
    }

    /** Names in other scripts are escaped as well: which encoding the compiler writes in, and reads in, the user decides. */
    private static String inAscii(String source) {
        if (source.chars().allMatch(unit -> unit < 128)) {
            return source;
        }
        StringBuilder ascii = new StringBuilder(source.length() + 100);
        source.chars()
                .forEach(unit ->
                        ascii.append(unit < 128 ? Character.toString(unit) : StringLiteral.unicodeEscape(unit)));
        return ascii.toString();
    }
}
