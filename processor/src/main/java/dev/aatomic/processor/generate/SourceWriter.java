package dev.aatomic.processor.generate;

import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.model.GeneratedName;
import dev.aatomic.processor.model.StringLiteral;
import dev.aatomic.processor.model.WrapperDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
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
     * Writes a class.
     *
     * @param name its name
     * @param wrapper the description of the class, or of the one that it belongs to
     * @param type the class
     * @return false if there is a class of its name
     */
    public boolean write(GeneratedName name, WrapperDescriptor wrapper, TypeSpec type) {
        String source = sourcePrinter.print(wrapper, type);
        try (Writer writer =
                filer.createSourceFile(name.toString(), wrapper.origin()).openWriter()) {
            writer.write(inAscii(source));
            return true;
        } catch (FilerException exists) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not write " + name, failure);
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
