"""Campaigns: checks whose full count takes minutes or hours.

`make test` runs a seeded sample of every campaign, `make test-long [CAMPAIGN]` the full count: in chunks,
over several processes, resumed where it was stopped, with a result file under ``build/campaigns/`` that
``RESULTS.md`` quotes (``RECORD=1``).

A campaign is one module of this folder, named as the campaign is::

    from tests.campaigns.harness import Campaign, Chunk, Report

    def check(chunk: Chunk, report: Report) -> None:
        for word in chunk.cases():
            if c_decode(word) != numpy_decode(word):
                report.wrong(f"{word:#010x}: C and NumPy decode it differently")

    CAMPAIGN = Campaign("C and NumPy decode every control word alike", check, count=1 << 32, sample=20_000)

The cases of a campaign are numbered from 0 to ``count``. Where the numbers themselves are what is checked,
`Chunk.cases` or `Chunk.array` gives them: all of the chunk's in a full run, seeded draws from the whole
range in a sample. A random campaign draws ``len(chunk)`` cases from `Chunk.random` or `Chunk.generator`,
which depend on nothing but the campaign's seed and the chunk's place. What is dear to prepare (a loaded
spec, a compiled decoder) goes into a function under ``functools.cache``: each process prepares it once.

Where a share is promised and not every case (at least 95 % at the right line), the check counts with
`Report.count`, and the campaign's ``judge`` says at the end what is wrong with the tally.

A campaign that compares instructions of a spec with something that is not ours says so as ``evidence`` and counts
`Evidence.key` per case; recording it writes the spec's ``evidence/NAME.json``, which ``specgen fidelity`` shows.
"""
