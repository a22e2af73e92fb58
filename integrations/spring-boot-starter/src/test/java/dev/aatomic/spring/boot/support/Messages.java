package dev.aatomic.spring.boot.support;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The sentences that stand in sources, as they are put together there. What is known at run time only is {@link #UNKNOWN}. */
public final class Messages {

    public static final String UNKNOWN = "<name>";

    private Messages() {}

    /** Those of all sources below some folders. */
    public static List<String> of(Path... folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            List<String> messages = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Sentences(messages).scan(unit, null);
            }
            return messages;
        }
    }

    private static final class Sentences extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final List<String> found;

        Sentences(List<String> found) {
            this.found = found;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void nothing) {
            String text = text(tree);
            if (!text.contains(" ")) {
                return super.visitBinary(tree, nothing);
            }
            found.add(text);
            return null;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
            if (tree.getValue() instanceof String text && text.contains(" ")) {
                found.add(text);
            }
            return null;
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree tree, @Nullable Void nothing) {
            return null;
        }

        private static String text(Tree tree) {
            if (tree instanceof BinaryTree sum && tree.getKind() == Tree.Kind.PLUS) {
                return text(sum.getLeftOperand()) + text(sum.getRightOperand());
            }
            if (tree instanceof ParenthesizedTree inner) {
                return text(inner.getExpression());
            }
            return tree instanceof LiteralTree literal ? String.valueOf(literal.getValue()) : UNKNOWN;
        }
    }
}
