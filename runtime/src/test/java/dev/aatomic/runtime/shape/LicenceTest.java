package dev.aatomic.runtime.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Aatomic;
import dev.aatomic.runtime.Transactions;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** J9: each jar that is published has the licence in it. */
@Tag("shape")
final class LicenceTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final XPath path = XPathFactory.newInstance().newXPath();

    private static Document pom(Path module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(module.resolve("pom.xml").toFile());
    }

    private List<Path> published() throws Exception {
        NodeList modules = (NodeList) path.evaluate("/project/modules/module", pom(ROOT), XPathConstants.NODESET);
        List<Path> published = new ArrayList<>();
        for (int i = 0; i < modules.getLength(); i++) {
            Path module = ROOT.resolve(modules.item(i).getTextContent());
            Document pom = pom(module);
            boolean isJar = !path.evaluate("/project/packaging", pom).equals("pom");
            boolean isLeftOut =
                    path.evaluate("/project/properties/maven.deploy.skip", pom).equals("true");
            if (isJar && !isLeftOut) {
                published.add(module);
            }
        }
        return published;
    }

    /** What the build has made of two of these modules, as a jar or a directory. */
    @ParameterizedTest
    @ValueSource(classes = {Aatomic.class, Transactions.class})
    void j9WhatIsBuiltHasTheLicence(Class<?> type) throws Exception {
        URL built = type.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {built}, null);
                InputStream licence = alone.getResourceAsStream("META-INF/LICENSE")) {
            assertThat(licence).as("META-INF/LICENSE in " + built).isNotNull();
            assertThat(licence.readAllBytes()).isEqualTo(Files.readAllBytes(ROOT.resolve("LICENSE")));
        }
    }

    @Test
    void j9PublishedJarsHaveTheLicence() throws Exception {
        List<Path> published = published();
        assertThat(published)
                .extracting(module -> module.getFileName().toString())
                .contains("runtime", "annotations");
        for (Path module : published) {
            String directory = path.evaluate(
                    "/project/build/resources/resource[includes/include='LICENSE'][targetPath='META-INF']/directory",
                    pom(module));
            assertThat(directory).as("the licence's resource in " + module).isNotEmpty();
            assertThat(Files.isSameFile(module.resolve(directory).resolve("LICENSE"), ROOT.resolve("LICENSE")))
                    .as("the licence of " + module)
                    .isTrue();
        }
    }
}
