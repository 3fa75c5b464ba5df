/* Times the generator of mpxgen (github.com/Anthony96922/mpxgen) by itself.
 *
 * Its main program cannot be timed: its threads do not wait for each other, so that it writes the
 * same samples many times over.  Built against its own headers and object files, as compiled by its
 * Makefile; leaves out its two resamplers.  Arguments: blocks, level of the noise.
 * Prints: seconds of signal, seconds of processor time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "rds.h"
#include "fm_mpx.h"

static float in[NUM_MPX_FRAMES_IN * 2], out[NUM_MPX_FRAMES_IN * 2];

static double spent(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(int argc, char **argv)
{
	static struct rds_params_t label;
	static char no_call_sign[5];
	volatile float used = 0; /* so that nothing is left out as unused */
	long blocks = argc > 1 ? atol(argv[1]) : 100;
	double level = argc > 2 ? atof(argv[2]) : 1.0;

	label.pi = 0x7001;
	memcpy(label.ps, "VI HUONG", 8);
	memcpy(label.rt, "HOP THON 19H30", 14);
	fm_mpx_init();
	set_output_volume(100);
	init_rds_encoder(label, no_call_sign);
	for (int i = 0; i < NUM_MPX_FRAMES_IN * 2; i++)
		in[i] = level * (2.0 * rand() / RAND_MAX - 1.0);
	double begun = spent();
	for (long block = 0; block < blocks; block++) {
		fm_mpx_get_samples(in, out);
		used += out[block % NUM_MPX_FRAMES_IN];
	}
	printf("%f %f\n", (double)blocks * NUM_MPX_FRAMES_IN / MPX_SAMPLE_RATE, spent() - begun);
	return 0;
}
