/** A duration in three digits and the unit that suits it. */
function formatDuration(nanos) {
  if (nanos < 0) {
    return "-" + formatDuration(-nanos);
  }
  if (nanos >= 60e9) {
    const seconds = Math.round(nanos / 1e9);
    return Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
  }
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (nanos >= size * 0.9995) {
      return digits(nanos / size) + " " + unit;
    }
  }
  return Math.round(nanos) + " ns";
}

function digits(value) {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** A time since the start of the recording, in as many digits as a step between times needs. */
function formatTime(nanos, step) {
  if (nanos === 0) {
    return "0";
  }
  const [unit, size] = step >= 1e8 || Math.abs(nanos) >= 10e9 ? ["s", 1e9]
      : step >= 1e5 || Math.abs(nanos) >= 10e6 ? ["ms", 1e6] : ["µs", 1e3];
  const decimals = Math.max(0, Math.ceil(Math.log10(size / step) - 1e-9));
  return (nanos / size).toFixed(Math.min(decimals, 9)) + " " + unit;
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a number. */
function roundStep(atLeast) {
  const power = Math.pow(10, Math.floor(Math.log10(atLeast)));
  for (const factor of [1, 2, 5]) {
    if (factor * power >= atLeast * (1 - 1e-9)) {
      return factor * power;
    }
  }
  return 10 * power;
}

function formatCount(count, one, several) {
  return count.toLocaleString("en") + " " + (count === 1 ? one : several);
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}
