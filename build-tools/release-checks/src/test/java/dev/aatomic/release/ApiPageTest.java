package dev.aatomic.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page docs/versioning.md says which packages are for users: those that the jars show them. */
class ApiPageTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(aatomic-[a-z0-9-]+)` \\| (.+) \\|$", Pattern.MULTILINE);
    /** They are called by the compiler alone, and by Quarkus as it builds. */
    private static final Set<String> FOR_NOBODY = Set.of("aatomic-processor", "aatomic-quarkus-deployment");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void pageHasThePackagesOfTheJars() throws IOException {
        Map<String, Set<String>> page = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(PublishedModule.ROOT.resolve("docs/versioning.md")))
                .results()
                .toList()) {
            page.put(
                    row.group(1),
                    CODE.matcher(row.group(2))
                            .results()
                            .map(code -> code.group(1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        Map<String, Set<String>> jars = new TreeMap<>();
        for (PublishedModule module : PublishedModule.withJar()) {
            if (!FOR_NOBODY.contains(module.artifactId())) {
                jars.put(module.artifactId(), packages(module));
            }
        }

        assertThat(page).isEqualTo(jars);
    }

    private static Set<String> packages(PublishedModule module) {
        ModuleDescriptor descriptor =
                ModuleFinder.of(module.jar()).findAll().iterator().next().descriptor();
        if (descriptor.isAutomatic()) {
            return new TreeSet<>(descriptor.packages());
        }
        return descriptor.exports().stream().map(Exports::source).collect(Collectors.toCollection(TreeSet::new));
    }
}
