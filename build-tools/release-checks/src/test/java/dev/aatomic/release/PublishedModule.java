package dev.aatomic.release;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A module of this build that is published: one that does not say that it is not. */
record PublishedModule(Path folder, String artifactId, String packaging) {

    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final String VERSION = System.getProperty("aatomic.version", "unknown");

    static List<PublishedModule> all() {
        return Xml.read(ROOT.resolve("pom.xml")).all("modules/module").stream()
                .map(module -> ROOT.resolve(module.element().getTextContent()))
                .filter(PublishedModule::isPublished)
                .map(PublishedModule::in)
                .toList();
    }

    static List<PublishedModule> withJar() {
        return all().stream().filter(module -> module.packaging.equals("jar")).toList();
    }

    private static boolean isPublished(Path folder) {
        return !Xml.read(folder.resolve("pom.xml"))
                .text("properties/maven.deploy.skip")
                .equals(Optional.of("true"));
    }

    private static PublishedModule in(Path folder) {
        Xml pom = Xml.read(folder.resolve("pom.xml"));
        return new PublishedModule(
                folder,
                pom.text("artifactId").orElseThrow(),
                pom.text("packaging").orElse("jar"));
    }

    /** What a user's build reads of it. */
    Xml pom() {
        return Xml.read(folder.resolve("target/published-pom.xml"));
    }

    Path jar() {
        return file(".jar");
    }

    /** The file that is published beside the jar under its name and this ending. */
    Path file(String ending) {
        return folder.resolve("target").resolve(artifactId + "-" + VERSION + ending);
    }

    @Override
    public String toString() {
        return artifactId;
    }
}
