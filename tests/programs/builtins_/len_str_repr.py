for x in (5, None, 1.5, True, len, (i for i in [])):
    try: print(len(x))
    except Exception as e: print(type(e).__name__, e)
