package dev.aatomic.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars as modules: users' descriptors name them, so the names stay. */
class ModuleNameTest {

    /** Those that have a descriptor of their own. The others have a name in their manifest: what they need has no descriptor either. */
    private static final Set<String> DESCRIBED = Set.of("dev.aatomic", "dev.aatomic.runtime", "dev.aatomic.timeline");

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("aatomic-annotations", "dev.aatomic"),
            Map.entry("aatomic-runtime", "dev.aatomic.runtime"),
            Map.entry("aatomic-processor", "dev.aatomic.processor"),
            Map.entry("aatomic-context-propagation", "dev.aatomic.context"),
            Map.entry("aatomic-reactive-streams", "dev.aatomic.reactivestreams"),
            Map.entry("aatomic-reactor", "dev.aatomic.reactor"),
            Map.entry("aatomic-hibernate", "dev.aatomic.hibernate"),
            Map.entry("aatomic-jta", "dev.aatomic.jta"),
            Map.entry("aatomic-kotlin", "dev.aatomic.kotlin"),
            Map.entry("aatomic-micrometer", "dev.aatomic.micrometer"),
            Map.entry("aatomic-micronaut", "dev.aatomic.micronaut"),
            Map.entry("aatomic-mutiny", "dev.aatomic.mutiny"),
            Map.entry("aatomic-microprofile-context-propagation", "dev.aatomic.microprofile.context"),
            Map.entry("aatomic-opentelemetry", "dev.aatomic.opentelemetry"),
            Map.entry("aatomic-quarkus", "dev.aatomic.quarkus"),
            Map.entry("aatomic-quarkus-deployment", "dev.aatomic.quarkus.deployment"),
            Map.entry("aatomic-rxjava3", "dev.aatomic.rxjava3"),
            Map.entry("aatomic-spring", "dev.aatomic.spring"),
            Map.entry("aatomic-spring-boot-starter", "dev.aatomic.spring.boot"),
            Map.entry("aatomic-timeline", "dev.aatomic.timeline"),
            Map.entry("aatomic-junit", "dev.aatomic.junit"));

    static List<PublishedModule> modules() {
        return PublishedModule.withJar();
    }

    private static ModuleReference only(PublishedModule module) {
        Set<ModuleReference> found = ModuleFinder.of(module.jar()).findAll();
        assertThat(found).as("modules in %s", module.jar()).hasSize(1);
        return found.iterator().next();
    }

    @Test
    void namesAreTheOnesThatUsersWrite() {
        Map<String, String> found = new TreeMap<>();
        for (PublishedModule module : modules()) {
            found.put(module.artifactId(), only(module).descriptor().name());
        }

        assertThat(found).isEqualTo(NAMES);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void hasADescriptorWhereItCan(PublishedModule module) {
        ModuleDescriptor descriptor = only(module).descriptor();

        assertThat(descriptor.isAutomatic()).isEqualTo(!DESCRIBED.contains(descriptor.name()));
        assertThat(descriptor.exports())
                .noneMatch(
                        export -> !descriptor.isAutomatic() && export.source().contains(".internal"));
        assertThat(descriptor.opens()).isEmpty();
    }

    /** A package in two of them, or a module that one of them requires and nobody has, would be found here. */
    @Test
    void allResolveTogether() {
        Path[] jars = modules().stream().map(PublishedModule::jar).toArray(Path[]::new);
        Configuration resolved = Configuration.resolve(
                ModuleFinder.of(jars),
                List.of(ModuleLayer.boot().configuration()),
                ModuleFinder.of(),
                Set.copyOf(NAMES.values()));

        assertThat(resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet()))
                .isEqualTo(Set.copyOf(NAMES.values()));
    }

    /** What is optional is not there, and neither is any other of these modules that is not required. */
    @ParameterizedTest
    @MethodSource("modules")
    void resolvesWithWhatItRequiresAlone(PublishedModule module) {
        ModuleDescriptor descriptor = only(module).descriptor();
        Path[] jars = modules().stream()
                .filter(other -> isRequired(descriptor, only(other).descriptor().name()) || other.equals(module))
                .map(PublishedModule::jar)
                .toArray(Path[]::new);
        Configuration resolved = Configuration.resolve(
                ModuleFinder.of(jars),
                List.of(ModuleLayer.boot().configuration()),
                ModuleFinder.of(),
                Set.of(descriptor.name()));

        assertThat(resolved.findModule(descriptor.name())).isPresent();
    }

    private static boolean isRequired(ModuleDescriptor descriptor, String name) {
        return descriptor.requires().stream().anyMatch(require -> require.name().equals(name));
    }
}
