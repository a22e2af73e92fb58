package dev.aatomic.benchmarks.processor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Measures what each processor adds to javac's time for 1, 100 and 1,000 interfaces of ten methods. The measurements
 * of a repetition follow each other in random order, so that whatever else the machine does hits all alike.
 */
public final class ProcessorBenchmark {

    private static final List<Integer> SIZES = List.of(1, 100, 1000);

    /** How much more an interface among a thousand may cost than one among a hundred: start-up hides some of it. */
    private static final double LINEAR = 1.25;

    private final Map<Subject, Map<Integer, Workload>> workloads = new EnumMap<>(Subject.class);
    private final Random random = new Random(17);
    private final PrintStream out = System.out;

    private ProcessorBenchmark(Path directory) throws IOException {
        for (Subject subject : Subject.values()) {
            Map<Integer, Workload> bySize = new TreeMap<>();
            for (int size : SIZES) {
                bySize.put(size, Workload.write(subject, size, directory));
            }
            workloads.put(subject, bySize);
        }
    }

    /**
     * Runs the benchmark, and prints the tables.
     *
     * @param arguments how often to measure each
     * @throws IOException if files cannot be written
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int repetitions = Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("processor-benchmark");
        boolean good = true;
        try {
            ProcessorBenchmark benchmark = new ProcessorBenchmark(directory);
            benchmark.printVersions(repetitions);
            for (Compiler compiler : Compiler.values()) {
                good &= benchmark.run(compiler, repetitions);
            }
        } finally {
            Workload.delete(directory);
        }
        if (!good) {
            System.exit(1);
        }
    }

    private void printVersions(int repetitions) {
        out.printf(
                "JDK %s, %d processors, %s; MapStruct in %s; Aatomic in %s; %d repetitions%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                Subject.MAPSTRUCT.processorPath().getFileName(),
                Subject.AATOMIC.processorPath().getFileName(),
                repetitions);
    }

    private boolean run(Compiler compiler, int repetitions) throws IOException, InterruptedException {
        if (compiler == Compiler.WARM) {
            measureAll(compiler, 1);
        }
        Map<Subject, Map<Integer, Series>> results = measureAll(compiler, repetitions);
        return print(compiler, results);
    }

    private Map<Subject, Map<Integer, Series>> measureAll(Compiler compiler, int repetitions)
            throws IOException, InterruptedException {
        Map<Subject, Map<Integer, Series>> results = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            results.put(subject, new TreeMap<>());
        }
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int size : SIZES) {
                List<Subject> order = new ArrayList<>(List.of(Subject.values()));
                Collections.shuffle(order, random);
                for (Subject subject : order) {
                    Series series = results.get(subject).computeIfAbsent(size, any -> new Series());
                    measurePair(compiler, workloads.get(subject).get(size), series);
                }
            }
        }
        return results;
    }

    private void measurePair(Compiler compiler, Workload workload, Series series)
            throws IOException, InterruptedException {
        if (random.nextBoolean()) {
            double plain = compiler.measure(workload, false);
            series.add(plain, compiler.measure(workload, true));
        } else {
            double processed = compiler.measure(workload, true);
            series.add(compiler.measure(workload, false), processed);
        }
    }

    /** Prints a table, and tells whether ours is linear, and below the other. */
    private boolean print(Compiler compiler, Map<Subject, Map<Integer, Series>> results) {
        Map<Integer, Series> ours = results.get(Subject.AATOMIC);
        Map<Integer, Series> others = results.get(Subject.MAPSTRUCT);
        out.printf("%njavac in %s, milliseconds: median (quartiles)%n%n", compiler.title());
        out.println("| interfaces | javac alone | Aatomic adds | javac alone | MapStruct adds | ratio |");
        out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
        boolean below = true;
        for (int size : SIZES) {
            double ratio = ours.get(size).medianAdded() / others.get(size).medianAdded();
            below &= ratio < 1;
            out.printf(
                    Locale.ROOT,
                    "| %d | %s | %s | %s | %s | %.2f |%n",
                    size,
                    ours.get(size).describePlain(),
                    ours.get(size).describeAdded(),
                    others.get(size).describePlain(),
                    others.get(size).describeAdded(),
                    ratio);
        }
        double first = perInterface(ours, 1, 100);
        double second = perInterface(ours, 100, 1000);
        boolean linear = second <= first * LINEAR;
        out.printf(
                Locale.ROOT,
                "%nAn interface more costs %.2f ms up to 100, and %.2f ms from there to 1,000: %s. %s.%n",
                first,
                second,
                linear ? "linear, or better" : "NOT LINEAR",
                below ? "Below MapStruct at every size" : "NOT BELOW MAPSTRUCT at every size");
        return linear && below;
    }

    private static double perInterface(Map<Integer, Series> series, int from, int to) {
        return (series.get(to).medianAdded() - series.get(from).medianAdded()) / (to - from);
    }
}
