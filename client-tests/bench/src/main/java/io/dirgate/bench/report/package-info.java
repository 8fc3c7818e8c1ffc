/** What is told of a run: the figures as records, kept as JSON, and the Markdown made of them. Measures nothing. */
@NullMarked
package io.dirgate.bench.report;

import org.jspecify.annotations.NullMarked;
