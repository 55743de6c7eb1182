"""What a process tells about itself: log lines, metrics, traces, and how it stands.

Other rooms call one line of ours where something happens; names and labels are chosen here.
"""
