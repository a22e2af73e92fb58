package dev.aatomic.processor.generate;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import dev.aatomic.processor.descriptor.GeneratedName;
import dev.aatomic.processor.descriptor.WrapperDescriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.util.Elements;

/**
 * Prints source files. JavaPoet knows neither what a class inherits, which hides what an import or its package brings, nor what
 * else is in its package, which hides {@code java.lang}.
 */
final class SourcePrinter {

    private static final String INDENT = "    ";

    /** No package has this name, so that every type needs an import, those of the file's package included. */
    private static final String NOWHERE = "-";

    private static final Pattern JAVA_LANG_IMPORT = Pattern.compile("(?m)^import java\\.lang\\.\\w+;\\n");

    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import ([\\w$.]+)\\.([\\w$]+);$", Pattern.UNICODE_CHARACTER_CLASS);

    /** A name with dots, in group 1; or what may look like one: a literal, a comment, the lines above the class. */
    private static final Pattern QUALIFIED_NAME = Pattern.compile(
            "\"(?:\\\\.|[^\"\\\\])*+\"|'(?:\\\\.|[^'\\\\])*+'|/\\*(?s:.*?)\\*/|(?m:^(?:package|import) .*$)"
                    + "|(?<![\\w$.])([\\w$]+(?:\\.[\\w$]+)+)",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final Elements elements;

    SourcePrinter(Elements elements) {
        this.elements = elements;
    }

    String print(WrapperDescriptor wrapper, TypeSpec type) {
        String packageName = wrapper.name().packageName();
        ModuleElement module = elements.getModuleOf(wrapper.origin());
        String everythingImported = file(packageName, type, /* skipJavaLangImports= */ false);
        boolean javaLangHidden = imports(everythingImported)
                .filter(match -> match.group(1).equals("java.lang"))
                .anyMatch(match -> exists(packageName, match.group(2), module));
        boolean packageHidden = !packageName.isEmpty()
                && wrapper.hidingNames().stream().anyMatch(name -> exists(packageName, name, module));
        if (!packageHidden && hidden(everythingImported, wrapper).isEmpty()) {
            // Most of the time, and printing is most of the work.
            return javaLangHidden
                    ? everythingImported
                    : JAVA_LANG_IMPORT.matcher(everythingImported).replaceAll("");
        }
        return packageHidden
                ? withoutImportsOf(packageName, qualified(NOWHERE, wrapper, type, !javaLangHidden))
                : qualified(packageName, wrapper, type, !javaLangHidden);
    }

    /** A type that the source names with its package, where the package's name means something else. */
    Optional<String> hiddenType(WrapperDescriptor wrapper, String source) {
        return QUALIFIED_NAME
                .matcher(source)
                .results()
                .map(match -> match.group(1))
                .filter(name -> name != null && wrapper.hidingNames().contains(root(name)))
                .distinct()
                .flatMap(name -> hiddenType(wrapper, List.of(name.split("\\."))).stream())
                .findFirst();
    }

    private Optional<String> hiddenType(WrapperDescriptor wrapper, List<String> segments) {
        boolean byType = wrapper.hidingTypes().contains(segments.get(0));
        if (!byType && segments.size() < 3) {
            return Optional.empty();
        }
        ModuleElement module = elements.getModuleOf(wrapper.origin());
        for (int length = segments.size(); length > 1; length--) {
            String name = String.join(".", segments.subList(0, length));
            if (elements.getTypeElement(module, name) != null) {
                // A variable hides a package only where a variable could be: before a member of the type.
                boolean member = length < segments.size() && !SourceVersion.isKeyword(segments.get(length));
                return byType || member ? Optional.of(name) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static String root(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private boolean exists(String packageName, String simpleName, ModuleElement module) {
        return elements.getTypeElement(module, new GeneratedName(packageName, simpleName).toString()) != null;
    }

    private static Stream<MatchResult> imports(String source) {
        return IMPORT.matcher(source).results();
    }

    /** The imports that are of no use, as something inherited or a type variable has their name. */
    private static List<String> hidden(String source, WrapperDescriptor wrapper) {
        return imports(source)
                .map(match -> match.group(2))
                .filter(wrapper.hidingNames()::contains)
                .toList();
    }

    /** JavaPoet qualifies a nested type for its own name, and not for that of the type around it. */
    private static String qualified(
            String packageName, WrapperDescriptor wrapper, TypeSpec type, boolean skipJavaLangImports) {
        Set<String> names = new TreeSet<>(wrapper.hidingNames());
        while (true) {
            TypeSpec safe =
                    type.toBuilder().alwaysQualify(names.toArray(String[]::new)).build();
            String source = file(packageName, safe, skipJavaLangImports);
            boolean grown = false;
            for (String outer : hidden(source, wrapper)) {
                grown |= names.addAll(nestedNames(outer, source));
            }
            if (!grown) {
                return source;
            }
        }
    }

    private static List<String> nestedNames(String outer, String source) {
        return Pattern.compile(
                        "(?<![\\w$.])" + Pattern.quote(outer) + "((?:\\.[\\w$]+)+)", Pattern.UNICODE_CHARACTER_CLASS)
                .matcher(source)
                .results()
                .flatMap(match -> Stream.of(match.group(1).substring(1).split("\\.")))
                .toList();
    }

    private static String withoutImportsOf(String packageName, String source) {
        return source.replace("package " + NOWHERE + ";", "package " + packageName + ";")
                .replaceAll("(?m)^import " + Pattern.quote(packageName) + "\\.[^.\\n]+;\\n", "");
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
