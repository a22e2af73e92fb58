package dev.aatomic.processor.generate;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.model.GeneratedName;
import dev.aatomic.processor.model.WrapperDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;
import javax.annotation.processing.Filer;
import javax.annotation.processing.FilerException;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.util.Elements;

/** Writes source files: the only one to touch the {@link Filer}. */
public final class SourceWriter {

    private static final String INDENT = "    ";
    private static final Pattern JAVA_LANG_IMPORT = Pattern.compile("(?m)^import java\\.lang\\.\\w+;\\n");

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import ([\\w.]+)\\.(\\w+);$", Pattern.UNICODE_CHARACTER_CLASS);

    private final Filer filer;
    private final Elements elements;

    /**
     * Makes a writer for one compilation.
     *
     * @param filer takes the files
     * @param elements the compiler's elements
     */
    public SourceWriter(Filer filer, Elements elements) {
        this.filer = filer;
        this.elements = elements;
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
        String source = print(wrapper, type);
        try (Writer writer =
                filer.createSourceFile(name.toString(), wrapper.origin()).openWriter()) {
            writer.write(source);
            return true;
        } catch (FilerException exists) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException("Could not write " + name, failure);
        }
    }

    private String print(WrapperDescriptor wrapper, TypeSpec type) {
        String packageName = wrapper.name().packageName();
        String everythingImported = file(packageName, type, /* skipJavaLangImports= */ false);
        // An import is of no use where an inherited type or a type variable has its name; and java.lang needs one where
        // its package has
        // such a type.
        List<String> hidden = IMPORT.matcher(everythingImported)
                .results()
                .map(match -> match.group(2))
                .filter(wrapper.hidingNames()::contains)
                .toList();
        ModuleElement module = elements.getModuleOf(wrapper.origin());
        boolean javaLangHidden = IMPORT.matcher(everythingImported)
                .results()
                .filter(match -> match.group(1).equals("java.lang"))
                .map(match -> new GeneratedName(packageName, match.group(2)))
                .anyMatch(name -> elements.getTypeElement(module, name.toString()) != null);
        if (hidden.isEmpty()) {
            // Most of the time, and printing is most of the work.
            return javaLangHidden
                    ? everythingImported
                    : JAVA_LANG_IMPORT.matcher(everythingImported).replaceAll("");
        }
        TypeSpec safe =
                type.toBuilder().alwaysQualify(hidden.toArray(String[]::new)).build();
        return file(packageName, safe, !javaLangHidden);
    }

    private static String file(String packageName, TypeSpec type, boolean skipJavaLangImports) {
        return JavaFile.builder(packageName, type)
                .skipJavaLangImports(skipJavaLangImports)
                .indent(INDENT)
                .build()
                .toString()
                .transform(SourceLayout::apply);
    }
}
