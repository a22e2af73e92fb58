package dev.aatomic.testing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Random programs of transactions in transactions, of the kinds that a test has: each inserts a row, before those in it or after them, may
 * register hooks, and may fail, which whoever called it catches. A row stays, and hooks are told of a commit, exactly if the transaction
 * returned normally and so did all around it up to the next independent one.
 *
 * @param <K> the kind of a transaction
 */
public final class RandomTransactions<K extends Enum<K>> {

    /** One of them. Fields that other threads write are volatile. */
    public static final class Node<K> {

        public final int id;
        public final K kind;
        public final @Nullable Node<K> parent;
        public final boolean isIndependent;

        /** Whether it registers hooks, if it can. */
        public final boolean hasHooks;

        /** In which way it inserts its row, from 0 on: a test has at most six. */
        public final int way;

        private final boolean isFailing;
        private final boolean isInsertingFirst;
        private final List<Node<K>> children = new ArrayList<>();
        private volatile boolean isInserted;
        private volatile boolean isReturned;
        private volatile boolean isHooked;
        private volatile @Nullable Throwable failure;

        private Node(int id, K kind, @Nullable Node<K> parent, boolean isIndependent, Random random) {
            this.id = id;
            this.kind = kind;
            this.parent = parent;
            this.isIndependent = isIndependent;
            this.hasHooks = random.nextBoolean();
            this.way = random.nextInt(6);
            this.isFailing = random.nextInt(4) == 0;
            this.isInsertingFirst = random.nextBoolean();
        }

        /** Whether this or one around it, whatever it is to that, is of such a kind. */
        public boolean isIn(Predicate<K> kinds) {
            return kinds.test(kind) || parent != null && parent.isIn(kinds);
        }

        /** Whether its row is there by the rules above, as far as is known: asked when the program is over. */
        public boolean stays() {
            return isReturned && (isIndependent || parent == null || parent.stays());
        }

        public boolean isInserted() {
            return isInserted;
        }

        public List<Node<K>> children() {
            return children;
        }

        private void describe(StringBuilder text, String indent) {
            text.append(indent).append(id).append(' ').append(kind).append(isInsertingFirst ? " first" : " last");
            text.append(isFailing ? ", fails" : "").append(", way ").append(way);
            text.append(isInserted ? ", inserted" : "").append(isHooked ? ", with hooks" : "");
            text.append(isReturned ? ", returned" : ", " + failure).append('\n');
            children.forEach(child -> child.describe(text, indent + "  "));
        }
    }

    /** How a test does what a program says. */
    public interface Interpreter<K> {

        /** Opens a transaction of a kind, calls the body in it, and returns when it is over; throws if it has failed. */
        void open(Node<K> node, Runnable body) throws Exception;

        /** Registers hooks, if it can here, and says so: the first calls {@code committed} after the commit, the other {@code rolledBack}. */
        boolean register(Node<K> node, Runnable committed, Runnable rolledBack);

        /** Inserts the row of a transaction. */
        void insert(Node<K> node) throws Exception;
    }

    private static final int DEPTH = 4;

    /** A failure that a program has planned. */
    private static final class Planned extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Planned(int id) {
            super("planned by " + id, null, false, false);
        }
    }

    private final List<K> roots;
    private final List<K> all;
    private final Set<K> independent;
    private final Set<Integer> committed = ConcurrentHashMap.newKeySet();
    private final Set<Integer> rolledBack = ConcurrentHashMap.newKeySet();
    private int nextId = 1;

    /**
     * Programs of such transactions.
     *
     * @param roots may be outermost
     * @param all may be in others
     * @param independent of these do not depend on what is around them
     */
    public RandomTransactions(EnumSet<K> roots, EnumSet<K> all, EnumSet<K> independent) {
        this.roots = List.copyOf(roots);
        this.all = List.copyOf(all);
        this.independent = EnumSet.copyOf(independent);
    }

    /**
     * Runs one program.
     *
     * @param seed which one
     * @return its outermost transaction
     */
    public Node<K> run(long seed, Interpreter<K> interpreter) {
        Random random = new Random(seed);
        Node<K> root = plan(random, null, 0);
        committed.clear();
        rolledBack.clear();
        run(root, interpreter);
        return root;
    }

    private Node<K> plan(Random random, @Nullable Node<K> parent, int depth) {
        List<K> kinds = parent == null ? roots : all;
        K kind = kinds.get(random.nextInt(kinds.size()));
        Node<K> node = new Node<>(nextId++, kind, parent, parent == null || independent.contains(kind), random);
        int children = depth == DEPTH ? 0 : random.nextInt(parent == null ? 4 : 3);
        for (int i = 0; i < children; i++) {
            node.children.add(plan(random, node, depth + 1));
        }
        return node;
    }

    private void run(Node<K> node, Interpreter<K> interpreter) {
        try {
            interpreter.open(node, () -> body(node, interpreter));
            node.isReturned = true;
        } catch (Throwable t) {
            node.failure = t;
        }
    }

    private void body(Node<K> node, Interpreter<K> interpreter) {
        if (node.isInsertingFirst) {
            insert(node, interpreter);
        }
        node.children.forEach(child -> run(child, interpreter));
        if (!node.isInsertingFirst) {
            insert(node, interpreter);
        }
        if (node.isFailing) {
            throw new Planned(node.id);
        }
    }

    private void insert(Node<K> node, Interpreter<K> interpreter) {
        if (node.hasHooks) {
            node.isHooked = interpreter.register(node, () -> committed.add(node.id), () -> rolledBack.add(node.id));
        }
        try {
            interpreter.insert(node);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        node.isInserted = true;
    }

    /**
     * What is not as it should be after a program.
     *
     * @param rows the ids that are in the database
     * @param more what else to look for: returns what is wrong with a transaction, or an empty text
     * @return a text that has the program; empty if all is well
     */
    public String problems(Node<K> root, Set<Integer> rows, Function<Node<K>, String> more) {
        StringBuilder problems = new StringBuilder();
        Set<Integer> unexpected = new HashSet<>(rows);
        judge(root, rows, unexpected, more, problems);
        unexpected.removeIf(id -> id < root.id);
        if (!unexpected.isEmpty()) {
            problems.append("unexpected rows ").append(unexpected).append('\n');
        }
        if (problems.length() > 0) {
            root.describe(problems, "");
        }
        return problems.toString();
    }

    private void judge(
            Node<K> node,
            Set<Integer> rows,
            Set<Integer> unexpected,
            Function<Node<K>, String> more,
            StringBuilder problems) {
        boolean stays = node.stays();
        if (rows.contains(node.id) != (node.isInserted && stays)) {
            problems.append(stays ? "row missing: " : "row left: ")
                    .append(node.id)
                    .append('\n');
        }
        unexpected.remove(node.id);
        if (node.isHooked && (committed.contains(node.id) != stays || rolledBack.contains(node.id) == stays)) {
            problems.append("hooks of ").append(node.id);
            problems.append(committed.contains(node.id) ? " told of a commit" : " not told of a commit");
            problems.append(rolledBack.contains(node.id) ? ", told of a rollback\n" : ", not told of a rollback\n");
        }
        problems.append(more.apply(node));
        node.children.forEach(child -> judge(child, rows, unexpected, more, problems));
    }
}
